"""What a developer may do about an error of AWS's: told beside it, never in the payload. Imported when there is an error."""
import os
import sys

# Modules whose package has another name.
PACKAGES = {"bs4": "beautifulsoup4", "Crypto": "pycryptodome", "cv2": "opencv-python", "dateutil": "python-dateutil",
            "dotenv": "python-dotenv", "google": "google", "jose": "python-jose", "jwt": "pyjwt", "OpenSSL": "pyopenssl",
            "PIL": "pillow", "psycopg2": "psycopg2-binary", "sklearn": "scikit-learn", "yaml": "pyyaml"}
_told = set()


def after_import_error(error):
    """The SDK that Lambda ships, or a package that requirements.txt lists and nobody has installed."""
    module = (getattr(error, "name", None) or "").partition(".")[0]
    if module in ("boto3", "botocore"):
        _tell("Lambda ships boto3; to have it here, run: lambdalocal runtimes install python%d.%d" % sys.version_info[:2])
    elif module and isinstance(error, ModuleNotFoundError) and _is_required(module):
        _tell("'%s' is listed in requirements.txt and not installed: in the package's directory, run "
              "pip install -r requirements.txt -t ." % module)


def after_missing_handler(name, module_name, module):
    import difflib

    functions = [known for known, value in vars(module).items() if callable(value) and not known.startswith("_")]
    near = difflib.get_close_matches(name, functions, 1)
    if near:
        _tell("did you mean the handler %s.%s?" % (module_name, near[0]))


def _is_required(module):
    wanted = {_normal(module), _normal(PACKAGES.get(module, module))}
    try:
        with open(os.path.join(os.environ["LAMBDA_TASK_ROOT"], "requirements.txt"), encoding="utf-8", errors="replace") as file:
            return any(_normal(_package(line)) in wanted for line in file)
    except (KeyError, OSError):
        return False


def _package(line):
    """The name at the front of "requests[security] >= 2 ; python_version > '3'"; empty for comments and options."""
    line = line.strip()
    end = next((at for at, char in enumerate(line) if not (char.isalnum() or char in "-_.")), len(line))
    return "" if line.startswith("-") else line[:end]


def _normal(name):
    return name.lower().replace("_", "-").replace(".", "-")


def _tell(text):
    if text not in _told:
        _told.add(text)
        from . import bootstrap

        bootstrap.log_sink().notice(text)
