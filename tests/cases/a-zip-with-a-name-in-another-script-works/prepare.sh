python3 -m zipfile -c 'Größe 1.zip' app.py
