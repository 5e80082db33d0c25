#!/usr/bin/env python3
"""The rules of the house, checked. Without arguments: every rule over this tree.

--rule SENTENCE   that rule only          --list   the sentences, one per line
--self-test       proves that each rule fails on a tree that breaks it
"""

import argparse
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import events  # noqa: E402,F401  (importing a module registers its rules)
import includes  # noqa: E402,F401
import texts  # noqa: E402,F401
from tree import RULES, Tree  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def violations(rule, root):
    return list(rule.check(Tree(root)))


def self_test():
    """Each rule must find something wrong in its broken tree, and nothing in an empty one."""
    failures = 0
    for rule in RULES:
        with tempfile.TemporaryDirectory() as root:
            if violations(rule, root):
                print(f"finds fault with an empty tree: {rule.sentence}")
                failures += 1
            for path, text in rule.broken.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            if not violations(rule, root):
                print(f"does not notice its broken tree: {rule.sentence}")
                failures += 1
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", default=ROOT)
    parser.add_argument("--rule")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(rule.sentence for rule in RULES))
        return 0
    if arguments.self_test:
        return 1 if self_test() else 0
    chosen = [rule for rule in RULES if arguments.rule in (None, rule.sentence)]
    if not chosen:
        parser.error(f"no such rule: {arguments.rule}")
    tree, failed = Tree(arguments.root), False
    for rule in chosen:
        found = list(rule.check(tree))
        if found:
            failed = True
            print(f"broken: {rule.sentence}")
            print("".join(f"  {line}\n" for line in found), end="")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
