#!/usr/bin/env python3
"""Packages made to do harm are refused, as bundle and as layer; nothing is written outside, nothing stays inside."""

import os
import struct
import zipfile

from support import LambdalocalTest, main

HANDLER = "def handler(event, context):\n    return 1\n"
LINK, FILE = 0o120777, 0o100644


def entry(name, mode=FILE):
    info = zipfile.ZipInfo("x")
    info.filename = name  # past the clean-up of ZipInfo()
    info.create_system, info.external_attr, info.compress_type = 3, mode << 16, zipfile.ZIP_DEFLATED
    return info


class HostileZips(LambdalocalTest):
    def make_zip(self, *entries):
        os.makedirs(self.path("work"), exist_ok=True)
        with zipfile.ZipFile(self.path("work/f.zip"), "w") as archive:
            archive.writestr("app.py", HANDLER)
            for name, content, *mode in entries:
                archive.writestr(entry(name, *mode), content)

    def change(self, change):
        """Changes the bytes of the archive."""
        with open(self.path("work/f.zip"), "r+b") as file:
            content = bytearray(file.read())
            content = change(content) or content
            file.seek(0)
            file.truncate()
            file.write(content)

    def tree(self):
        paths = (os.path.join(folder, name)
                 for folder, folders, files in os.walk(self.directory) for name in folders + files)
        return sorted(path for path in paths if not path.startswith(self.path("cache")))

    def assert_refused(self, why):
        before = self.tree()
        self.write("function/app.py", HANDLER)
        for arguments in (["work/f.zip"], ["function", "--layer", "work/f.zip"]):
            status, stdout, stderr = self.run_to_end("invoke", *arguments, "--quiet")
            self.assertEqual((status, stdout), (3, ""), stderr)
            self.assertIn(why, stderr)
            self.assertNotIn("\0", stderr)
        os.remove(self.path("function/app.py"))
        os.rmdir(self.path("function"))
        self.assertEqual(self.tree(), before)
        for folder in ("entries", "building"):
            self.assertEqual(os.listdir(self.path("cache/lambdalocal", folder)), [])

    def test_names_that_lead_out_are_refused(self):
        for name, why in (("../out", "../out"), ("a/../../out", "a/../../out"), (self.path("out"), "absolute"),
                          ("C:/out", "C:/out"), ("C:\\out", "backslash"), ("..\\out", "backslash"),
                          ("a\\..\\..\\out", "backslash")):
            with self.subTest(name):
                self.make_zip((name, "x"))
                self.assert_refused(why)

    def test_links_that_lead_out_are_refused(self):
        for target in ("..", "../../..", "/etc/passwd", "a/../../..", "/tmp/../etc", "/home"):
            with self.subTest(target):
                self.make_zip(("link", target, LINK))
                self.assert_refused("symbolic link")

    def test_a_file_through_a_link_is_refused(self):
        self.make_zip(("inside/", "", 0o040755), ("link", "inside", LINK), ("link/out", "x"))
        self.assert_refused("link")

    def test_chains_of_links_that_lead_out_together_are_refused(self):
        self.make_zip(("a/b/", "", 0o040755), ("a/up", "..", LINK), ("a/b/up", "../up/..", LINK))
        self.assert_refused("symbolic link")

    def test_names_that_meet_are_refused(self):
        self.make_zip(("b.txt", "1"), ("./b.txt", "2"))
        self.assert_refused("twice")
        self.make_zip(("c", "a file"), ("c/d", "in it"))
        self.assert_refused('"c')

    def test_names_no_file_can_have_are_refused(self):
        self.make_zip(("n" * 256, "x"))
        self.assert_refused("longer than 255 bytes")
        self.make_zip(("aXb", "x"))
        self.change(lambda content: content.replace(b"aXb", b"a\0b"))
        self.assert_refused("NUL")

    def test_damaged_contents_are_refused(self):
        self.make_zip()
        self.change(lambda content: content.replace(b"return 1", b"return 2"))
        self.assert_refused("CRC")

    def test_a_truncated_archive_is_refused(self):
        self.make_zip(("data", os.urandom(5000)))
        self.change(lambda content: content[:-30])
        self.assert_refused("f.zip")

    def test_an_encrypted_archive_is_refused(self):
        def encrypt(content):
            content[6] |= 1
            content[content.index(b"PK\1\2") + 8] |= 1
        self.make_zip()
        self.change(encrypt)
        self.assert_refused("encrypted")

    def test_a_bomb_is_stopped(self):
        self.make_zip(*((f"zeros{i}", bytes(64 << 20)) for i in range(4)))
        self.assert_refused("unzipped size must be smaller than 262144000 bytes")

    def test_a_bomb_that_lies_about_its_size_is_stopped(self):
        def shrink(content):
            for mark, at in ((b"PK\3\4", 22), (b"PK\1\2", 24)):  # the uncompressed size, in both headers of each entry
                found = content.find(mark, content.find(mark) + 1)  # not of app.py, which is stored
                while found >= 0:
                    struct.pack_into("<I", content, found + at, 1)
                    found = content.find(mark, found + 1)
        self.make_zip(*((f"zeros{i}", bytes(64 << 20)) for i in range(4)))
        self.change(shrink)
        self.assert_refused("unzipped size must be smaller than 262144000 bytes")


if __name__ == "__main__":
    main()
