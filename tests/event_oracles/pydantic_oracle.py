"""Asks Powertools' models for Python about each event of stdin."""
import json
import sys

from aws_lambda_powertools.utilities.parser import models

for line in sys.stdin:
    asked = json.loads(line)
    try:
        getattr(models, asked["type"]).model_validate(json.loads(asked["event"]))
        print("null", flush=True)
    except Exception as fault:  # pydantic's, and those of the models' own validators
        print(json.dumps(str(fault)), flush=True)
