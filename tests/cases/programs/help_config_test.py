#!/usr/bin/env python3
"""The schema that `lambdalocal help config --schema` prints, as an editor applies it: to its own example, to what the cases and the
README have, and to what the reader refuses."""

import json
import os
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
LAMBDALOCAL = os.environ["LAMBDALOCAL"]
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
REFUSED = {"a-misspelt-key-of-lambdalocal-json-gets-a-suggestion"}


def run(*arguments):
    return subprocess.run([LAMBDALOCAL, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def is_type(value, name):
    return isinstance(value, TYPES[name]) and not (name == "integer" and isinstance(value, bool))


def is_valid(value, rules, definitions):
    """As draft 7 has it, for the keywords that the schema uses; another one is an error of this test."""
    known = {"$ref", "$schema", "title", "description", "definitions", "type", "enum", "minimum", "maximum", "items", "properties",
             "additionalProperties", "required", "anyOf", "allOf"}
    if set(rules) - known:
        raise AssertionError(f"unknown keywords {set(rules) - known}")

    def valid(inner, inner_rules):
        return is_valid(inner, inner_rules, definitions)
    if "$ref" in rules:
        return valid(value, definitions[rules["$ref"].rsplit("/", 1)[1]])
    types = rules.get("type", [])
    if types and not any(is_type(value, name) for name in ([types] if isinstance(types, str) else types)):
        return False
    if value not in rules.get("enum", [value]):
        return False
    if "minimum" in rules and not rules["minimum"] <= value <= rules["maximum"]:
        return False
    if isinstance(value, list) and not all(valid(one, rules.get("items", {})) for one in value):
        return False
    if isinstance(value, dict):
        properties, others = rules.get("properties", {}), rules.get("additionalProperties", {})
        for name, one in value.items():
            if name not in properties and others is False or not valid(one, properties.get(name, others)):
                return False
        if not set(rules.get("required", [])) <= set(value):
            return False
    return (not rules.get("anyOf") or any(valid(value, one) for one in rules["anyOf"])) and \
        all(valid(value, one) for one in rules.get("allOf", []))


class HelpConfig(unittest.TestCase):
    def setUp(self):
        done = run("help", "config", "--schema")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.schema = json.loads(done.stdout)

    def valid(self, document):
        return is_valid(document, self.schema, self.schema["definitions"])

    def test_its_own_example_is_valid(self):
        shown = run("help", "config").stdout
        example = shown[shown.index("\n{\n") + 1:]
        self.assertTrue(self.valid(json.loads("\n".join(line[:64] for line in example.splitlines()))))

    def test_what_the_cases_have_is_valid_unless_the_reader_refuses_it(self):
        seen = 0
        for path in sorted((ROOT / "tests" / "cases").glob("*/**/lambdalocal.json")):
            try:
                document = json.loads(path.read_text(encoding="utf-8-sig"))
            except ValueError:
                continue
            seen += 1
            with self.subTest(path=str(path)):
                self.assertEqual(self.valid(document), path.relative_to(ROOT / "tests" / "cases").parts[0] not in REFUSED)
        self.assertGreater(seen, 3)

    def test_the_samples_of_the_readme_are_valid(self):
        samples = re.findall(r"```json\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
        self.assertTrue(samples)
        for sample in samples:
            self.assertTrue(self.valid(json.loads(sample)), sample)

    def test_what_is_wrong_is_invalid(self):
        for document in ([], {"Timeout": "3"}, {"Timeout": 901}, {"timeout": 3},
                         {"Functions": {"a": {"CodeUri": "."}}, "Timeout": 3}, {"Functions": {}, "HttpApi": {}},
                         {"Functions": {}, "HttpApi": {"Routes": {"GET /": 1}}}, {"Functions": {}, "Alb": {"Function": "a", "X": 1}},
                         {"Environment": {"Variables": {"A": 1.5}}}, {"LoggingConfig": {"LogFormat": "json"}}):
            self.assertFalse(self.valid(document), document)

    def test_another_word_after_config_is_a_usage_error(self):
        done = run("help", "config", "--shcema")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("--schema", done.stderr)


if __name__ == "__main__":
    unittest.main()
