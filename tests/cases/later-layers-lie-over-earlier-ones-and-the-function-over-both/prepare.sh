chmod +x first/bin/layer-tool second/bin/layer-tool
python3 - <<'END'
import os, zipfile
with zipfile.ZipFile('second.zip', 'w') as archive:
    for name in ('python/both.py', 'bin/layer-tool'):
        archive.write(os.path.join('second', name), name)
END
