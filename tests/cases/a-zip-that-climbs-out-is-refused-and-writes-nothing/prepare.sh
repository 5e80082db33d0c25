python3 - <<"END"
import zipfile
with zipfile.ZipFile("climb.zip", "w") as archive:
    archive.writestr("lambda_function.py", "def lambda_handler(event, context): pass\n")
    archive.writestr("../../../escaped", "x")
END
