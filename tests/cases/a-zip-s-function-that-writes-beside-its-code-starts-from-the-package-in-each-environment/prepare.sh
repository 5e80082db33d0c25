python3 -m zipfile -c function.zip app.py
