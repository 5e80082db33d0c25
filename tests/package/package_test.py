#!/usr/bin/env python3
"""The Debian package, made from the binary as it is built, unpacked elsewhere and run there with an empty environment.

package_test.py --build DIRECTORY --cpack CPACK
"""

import argparse
import glob
import os
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile

HELLO = 'def handler(event, context):\n    return {"hello": event["name"]}\n'


def output(*command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def package_of(library):
    """The Debian package that holds a file; with a merged /usr the same file has two names."""
    for path in (library, os.path.realpath(library), "/usr" + library):
        found = subprocess.run(["dpkg", "-S", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        if found.returncode == 0:
            return found.stdout.split(":")[0]
    raise AssertionError(f"no package holds {library}")


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.made, cls.root = os.path.join(cls.directory.name, "made"), os.path.join(cls.directory.name, "un packed")
        config = os.path.join(ARGUMENTS.build, "CPackConfig.cmake")
        output(ARGUMENTS.cpack, "-G", "DEB", "-B", cls.made, "--config", config)
        cls.deb, = glob.glob(os.path.join(cls.made, "*.deb"))
        output("dpkg-deb", "-x", cls.deb, cls.root)
        cls.binary = os.path.join(cls.root, "usr/bin/lambdalocal")

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    def test_the_manual_page_and_the_completions_are_there(self):
        for path, begin in (("man/man1/lambdalocal.1", ".TH LAMBDALOCAL 1"),
                            ("bash-completion/completions/lambdalocal", "# In ~/.bashrc"),
                            ("zsh/vendor-completions/_lambdalocal", "#compdef lambdalocal"),
                            ("fish/vendor_completions.d/lambdalocal.fish", "# lambdalocal completion fish")):
            with open(os.path.join(self.root, "usr/share", path), encoding="utf-8") as file:
                self.assertTrue(file.read().startswith(begin), path)

    def depends(self):
        """The names in Depends, alternatives included."""
        field = output("dpkg-deb", "-f", self.deb, "Depends")
        return {re.match(r"\S+", name.strip())[0] for name in re.split(r"[,|]", field)}

    def test_holds_the_binary_its_manual_page_and_completions_and_nothing_else(self):
        files = [os.path.relpath(os.path.join(folder, name), self.root)
                 for folder, _, names in os.walk(self.root) for name in names]
        self.assertEqual(sorted(files), [
            "usr/bin/lambdalocal", "usr/share/bash-completion/completions/lambdalocal",
            "usr/share/fish/vendor_completions.d/lambdalocal.fish", "usr/share/man/man1/lambdalocal.1",
            "usr/share/zsh/vendor-completions/_lambdalocal"])

    def test_depends_on_every_library_it_is_linked_to(self):
        libraries = re.findall(r"=> (/\S+)", output("ldd", self.binary))
        self.assertTrue(libraries)
        self.assertLessEqual({package_of(library) for library in libraries}, self.depends())

    def test_depends_on_the_libzip_it_loads_when_it_opens_an_archive(self):
        with open(self.binary, "rb") as file:
            sonames = set(re.findall(rb"libzip\.so\.\d+", file.read()))
        soname, = sonames
        cached = output("ldconfig", "-p", env={"PATH": os.environ["PATH"] + ":/sbin:/usr/sbin"}).splitlines()
        library = next(line.split()[-1] for line in cached if line.split()[0] == soname.decode())
        self.assertIn(package_of(library), self.depends())

    def test_tells_its_version_with_an_empty_environment(self):
        version = output("dpkg-deb", "-f", self.deb, "Version").strip()
        self.assertEqual(output(self.binary, "--version", env={}).strip(), f"lambdalocal {version}")

    def test_runs_a_zipped_function_with_an_empty_environment(self):
        bundle = os.path.join(self.directory.name, "hello.zip")
        with zipfile.ZipFile(bundle, "w") as archive:
            archive.writestr("lambda_function.py", HELLO.replace("handler", "lambda_handler"))
        answer = output(self.binary, "invoke", bundle, "--event", '{"name": "package"}', "--quiet", cwd=self.directory.name,
                        env={"HOME": self.directory.name})
        self.assertEqual(answer, '{"hello": "package"}\n')


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--cpack", required=True)
    ARGUMENTS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest])
