# Writes OUTPUT, a C++ file that holds each of FILES (comma separated, relative to ROOT) as bytes, in the shape
# emulator/runtimes/embedded_bootstraps.h declares.
string(REPLACE "," ";" FILES "${FILES}")
set(arrays "")
set(table "")
set(number 0)
foreach(name IN LISTS FILES)
  file(READ ${ROOT}/${name} hex HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  string(APPEND arrays "constexpr unsigned char kFile${number}[] = {${bytes}0};\n")
  string(APPEND table "    {\"${name}\", {reinterpret_cast<const char*>(kFile${number}), sizeof(kFile${number}) - 1}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT}.new "#include \"emulator/runtimes/embedded_bootstraps.h\"\n
namespace lambdalocal::runtimes {\nnamespace {\n${arrays}\nconst EmbeddedFile kFiles[] = {\n${table}};\n}  // namespace\n
std::span<const EmbeddedFile> embedded_bootstraps() { return kFiles; }\n\n}  // namespace lambdalocal::runtimes\n")
file(RENAME ${OUTPUT}.new ${OUTPUT})
