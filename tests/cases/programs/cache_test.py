#!/usr/bin/env python3
"""The cache of unpacked packages: many at once, killed, full, read-only, without a home."""

import os
import subprocess
import zipfile

from support import BINARY, SECONDS, LambdalocalTest, main

ANSWER = "def handler(event, context):\n    return event\n"


class Cache(LambdalocalTest):
    def make_zip(self, name, files):
        with zipfile.ZipFile(self.path(name), "w") as archive:
            for path, content in files.items():
                archive.writestr(path, content)

    def entries(self):
        folder = self.path("cache/lambdalocal")
        return {kind: sorted(os.listdir(os.path.join(folder, kind))) for kind in ("entries", "building")}

    def test_many_at_once_of_one_new_zip_all_answer_and_unpack_it_once(self):
        self.make_zip("f.zip", {"app.py": ANSWER} | {f"data/{i}": str(i) * 1000 for i in range(300)})
        processes = [self.start("invoke", "f.zip", "--event", str(i), "--quiet", "--timeout", "60") for i in range(8)]
        for i, process in enumerate(processes):
            stdout, stderr = process.communicate(timeout=SECONDS)
            self.assertEqual((process.returncode, stdout, stderr), (0, f"{i}\n".encode(), b""))
        self.assertEqual([len(self.entries()["entries"]), self.entries()["building"]], [1, []])

    def test_killed_while_it_unpacks_the_next_one_starts_over(self):
        self.make_zip("f.zip", {"app.py": ANSWER} | {f"data/{i}": "x" for i in range(3000)})
        process = self.start("invoke", "f.zip", "--quiet")
        building = self.path("cache/lambdalocal/building")
        while process.poll() is None and not (os.path.isdir(building) and os.listdir(building)):
            pass
        process.kill()
        process.communicate()
        self.assertEqual(self.run_to_end("invoke", "f.zip", "--event", "1", "--quiet"), (0, "1\n", ""))
        self.run_to_end("cache", "clear")
        self.assertEqual(self.entries(), {"entries": [], "building": []})

    def test_a_zip_that_disappears_while_its_function_runs_is_not_missed(self):
        self.make_zip("f.zip", {"app.py": "import os\ndef handler(event, context):\n    if os.path.exists(event):\n"
                                          "        os.remove(event)\n    return 1\n"})
        self.assertEqual(self.run_to_end("invoke", "f.zip", "--event", f'"{self.path("f.zip")}"', "--quiet", "--cold",
                                         "--repeat", "2", "--isolation", "off"), (0, "1\n1\n", ""))
        self.assertFalse(os.path.exists(self.path("f.zip")))

    def test_without_a_home_it_runs(self):
        del self.environment["HOME"], self.environment["XDG_CACHE_HOME"]
        self.environment["TMPDIR"] = self.directory
        self.make_zip("f.zip", {"app.py": ANSWER})
        self.assertEqual(self.run_to_end("invoke", "f.zip", "--event", "1", "--quiet"), (0, "1\n", ""))

    def test_with_a_home_that_cannot_be_used_it_runs(self):
        del self.environment["XDG_CACHE_HOME"]
        self.environment["TMPDIR"] = self.directory
        self.make_zip("f.zip", {"app.py": ANSWER})
        self.write("f/app.py", ANSWER)
        for home in ("/nonexistent", "/dev/null"):
            for function in ("f", "f.zip"):
                self.environment["HOME"] = home
                self.assertEqual(self.run_to_end("invoke", function, "--event", "1", "--quiet"), (0, "1\n", ""))
        self.assertFalse(os.path.exists("/nonexistent"))

    def test_a_cache_of_another_user_is_refused_with_advice(self):
        if os.geteuid() != 0:
            self.skipTest("only root can give a directory away")
        os.makedirs(self.path("cache/lambdalocal/runtime"))
        os.chown(self.path("cache/lambdalocal"), 65534, 65534)
        self.make_zip("f.zip", {"app.py": ANSWER})
        self.write("f/app.py", ANSWER)
        for function in ("f", "f.zip"):
            status, stdout, stderr = self.run_to_end("invoke", function)
            self.assertEqual((status, stdout), (70, ""))
            self.assertIn("belongs to the user 65534", stderr)
            self.assertEqual(stderr.splitlines()[-1], "set XDG_CACHE_HOME to a directory of yours")

    def test_without_xdg_cache_home_the_cache_is_in_the_home(self):
        del self.environment["XDG_CACHE_HOME"]
        self.make_zip("f.zip", {"app.py": ANSWER})
        self.assertEqual(self.run_to_end("invoke", "f.zip", "--event", "1", "--quiet")[0], 0)
        self.assertEqual(len(os.listdir(self.path("home/.cache/lambdalocal/entries"))), 1)

    def test_a_cache_that_cannot_be_made_is_an_error_that_says_what_to_do(self):
        self.environment["XDG_CACHE_HOME"] = "/dev/null"
        self.make_zip("f.zip", {"app.py": ANSWER})
        self.write("f/app.py", ANSWER)
        for function in ("f.zip", "f"):
            status, stdout, stderr = self.run_to_end("invoke", function)
            self.assertEqual((status, stdout), (70, ""))
            self.assertIn("/dev/null/lambdalocal", stderr)
            self.assertIn("Not a directory", stderr)
            self.assertEqual(stderr.splitlines()[-1], "set XDG_CACHE_HOME to a directory you can write to")

    def on_small_disk(self, options, script):
        """Runs a shell script in a mount namespace where $XDG_CACHE_HOME is a file system of its own."""
        os.makedirs(self.path("cache"), exist_ok=True)
        namespace = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
        mount = f"mount -t tmpfs -o {options} none {self.path('cache')} || exit 99\n"
        done = subprocess.run([*namespace, "bash", "-c", mount + script], cwd=self.directory,
                              env=self.environment | {"L": BINARY}, timeout=SECONDS, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode == 99 or done.stderr.startswith("unshare:"):
            self.skipTest("this machine does not let us mount: " + done.stderr.strip())
        return done.returncode, done.stdout, done.stderr

    def test_a_full_disk_is_an_error_that_says_what_to_do_and_leaves_no_half_package(self):
        self.make_zip("big.zip", {"app.py": ANSWER, "data": os.urandom(3 << 20)})
        status, stdout, stderr = self.on_small_disk(
            "size=1m", "$L invoke big.zip --quiet; status=$?; ls $XDG_CACHE_HOME/lambdalocal/*/; exit $status")
        self.assertEqual(status, 70, stderr)
        self.assertIn("No space left on device", stderr)
        self.assertEqual(stderr.splitlines()[-1],
                         "make room for the cache, or set XDG_CACHE_HOME to a directory that has it")
        self.assertNotRegex(stdout, "[0-9a-f]{64}")

    def test_after_a_full_disk_a_smaller_package_runs(self):
        self.make_zip("big.zip", {"app.py": ANSWER, "data": os.urandom(3 << 20)})
        self.make_zip("small.zip", {"app.py": ANSWER})
        self.assertEqual(self.on_small_disk("size=1m", "$L invoke big.zip --quiet 2>/dev/null\n"
                                            "$L invoke small.zip --event 1 --quiet"), (0, "1\n", ""))

    def test_a_read_only_cache_is_an_error_that_says_what_to_do(self):
        self.make_zip("f.zip", {"app.py": ANSWER})
        self.write("f/app.py", ANSWER)
        for function in ("f.zip", "f"):
            status, _, stderr = self.on_small_disk("ro", f"exec $L invoke {function} --quiet")
            self.assertEqual(status, 70, stderr)
            self.assertIn("Read-only file system", stderr)
            self.assertEqual(stderr.splitlines()[-1], "set XDG_CACHE_HOME to a directory you can write to")


if __name__ == "__main__":
    main()
