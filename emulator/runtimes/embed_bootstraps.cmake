# Writes OUTPUT, a C++ file that holds each of FILES (comma separated, relative to ROOT) as bytes, in the shape
# emulator/runtimes/embedded_bootstraps.h declares. The file nodejs/bootstrap/handler.cjs is embedded as nodejs/handler.cjs.
#
# What every start of node requires is put into the main script too: each file costs a start half a millisecond. The parts
# are modules as before, under their own names.
cmake_minimum_required(VERSION 3.25)
set(main_scripts nodejs/bootstrap/callbacks.cjs nodejs/bootstrap/promises.cjs)
set(parts connection.cjs output.cjs runtime_api.cjs handler.cjs)  # each after those it requires

function(bundle main result)
  set(script "'use strict';\n\n{\nconst parts = {};\nconst outside = require;\n")
  string(APPEND script "require = (name) => (parts[name] ? parts[name].exports : outside(name));\n")
  string(APPEND script "const add = (name, load) => {\n  const file = __dirname + name.slice(1);\n")
  string(APPEND script "  const part = new module.constructor(file, module);\n  part.filename = file;\n  part.loaded = true;\n")
  string(APPEND script "  parts[name] = outside.cache[file] = part;\n  load(part.exports, part);\n};\n")
  foreach(name IN LISTS parts)
    file(READ ${ROOT}/nodejs/bootstrap/${name} text)
    string(APPEND script "add('./${name}', (function (exports, module) {\n${text}}));\n")
  endforeach()
  file(READ ${ROOT}/${main} text)
  set(${result} "${script}}\n${text}" PARENT_SCOPE)
endfunction()

string(REPLACE "," ";" FILES "${FILES}")
set(arrays "")
set(table "")
set(number 0)
foreach(name IN LISTS FILES)
  if(name IN_LIST main_scripts)
    bundle(${name} script)
    string(HEX "${script}" hex)
  else()
    file(READ ${ROOT}/${name} hex HEX)
  endif()
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "^([a-z]+)/bootstrap/" "\\1/" name "${name}")
  string(APPEND arrays "constexpr unsigned char kFile${number}[] = {${bytes}0};\n")
  string(APPEND table "    {\"${name}\", {reinterpret_cast<const char*>(kFile${number}), sizeof(kFile${number}) - 1}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT}.new "#include \"emulator/runtimes/embedded_bootstraps.h\"\n
namespace lambdalocal::runtimes {\nnamespace {\n${arrays}\nconst EmbeddedFile kFiles[] = {\n${table}};\n}  // namespace\n
std::span<const EmbeddedFile> embedded_bootstraps() { return kFiles; }\n\n}  // namespace lambdalocal::runtimes\n")
file(RENAME ${OUTPUT}.new ${OUTPUT})
