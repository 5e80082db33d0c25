python3 - <<'END'
import zipfile
def add(archive, name, text, mode):
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, mode << 16
    archive.writestr(entry, text)
with zipfile.ZipFile("function.zip", "w") as archive:
    add(archive, "app.py", open("app.py").read(), 0o100644)
    add(archive, "tool", "#!/bin/sh\nprintf ran\n", 0o100755)
    add(archive, "link", "app.py", 0o120777)
END
