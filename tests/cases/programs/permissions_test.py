#!/usr/bin/env python3
"""Files that the person may not read: each is named, with the exit code of what it is."""

import getpass
import os
import shutil

from support import BINARY, LambdalocalTest, main

HANDLER = "def handler(event, context):\n    return event\n"
NOBODY = 65534


class Permissions(LambdalocalTest):
    def setUp(self):
        super().setUp()
        self.write("function/app.py", HANDLER)
        self.options = {"env": self.environment | {"PATH": "/usr/local/bin:/usr/bin:/bin"}}
        if os.geteuid() != 0:
            return
        # Permissions do not stop root: run as nobody, with a copy of the binary that nobody can reach.
        os.chmod(self.directory, 0o777)
        os.chmod(self.path("home"), 0o777)
        shutil.copy(BINARY, self.path("lambdalocal"))
        self.options |= {"user": NOBODY, "group": NOBODY, "extra_groups": [], "executable": self.path("lambdalocal")}

    def forbid(self, name):
        os.chmod(self.path(name), 0)
        self.addCleanup(os.chmod, self.path(name), 0o755)

    def assert_refused(self, status, message, *arguments):
        self.assertEqual(self.run_to_end("invoke", *arguments, **self.options),
                         (status, "", message.format(self.directory)))

    def test_an_event_that_may_not_be_read_is_a_bad_event(self):
        self.write("event.json", "{}")
        self.forbid("event.json")
        self.assert_refused(4, "lambdalocal: failed to invoke function: cannot read event.json: Permission denied\n"
                               "--event takes a file, JSON text, - for standard input, or s3:put and the like (lambdalocal event list)\n",
                            "function", "--event", "event.json")

    def test_a_zip_that_may_not_be_read_is_a_bad_bundle(self):
        self.write("f.zip", "")
        self.forbid("f.zip")
        self.assert_refused(3, "lambdalocal: failed to invoke f.zip: {}/f.zip: Permission denied\n", "f.zip")

    def test_a_directory_that_may_not_be_read_is_a_bad_bundle(self):
        self.forbid("function")
        self.assert_refused(3, "lambdalocal: failed to invoke function: {}/function: Permission denied\n", "function")

    def test_a_layer_that_may_not_be_read_is_a_bad_layer(self):
        os.mkdir(self.path("layer"))
        self.forbid("layer")
        self.assert_refused(3, "lambdalocal: failed to invoke function: layer: {}/layer: Permission denied\n",
                            "function", "--layer", "layer")

    def test_source_that_may_not_be_read_is_named_instead_of_a_search_in_vain(self):
        self.forbid("function/app.py")
        self.assert_refused(3, "lambdalocal: failed to invoke function: read app.py: permission denied\n"
                               "make it readable: chmod a+r {}/function/app.py\n", "function")

    def test_a_directory_of_source_that_may_not_be_read_is_named_too(self):
        os.makedirs(self.path("function/src"))
        os.rename(self.path("function/app.py"), self.path("function/src/app.py"))
        self.forbid("function/src")
        self.assert_refused(3, "lambdalocal: failed to invoke function: read src: permission denied\n"
                               "make it readable: chmod a+rx {}/function/src\n", "function")

    def test_a_directory_that_may_not_be_entered_is_named_instead_of_a_function_that_is_not_there(self):
        self.write("closed/function/app.py", HANDLER)
        self.forbid("closed")
        owner = "root" if os.geteuid() == 0 else getpass.getuser()
        for function in ("closed/function", "closed/f.zip"):
            self.assert_refused(3, f"lambdalocal: failed to invoke {function}: {{0}}/{function}: permission denied: {{0}}/closed "
                                   f"belongs to {owner} and has mode 0000\nlet others enter it (chmod a+x {{0}}/closed), or run "
                                   "lambdalocal as its owner\n", function)

    def test_a_file_of_variables_that_may_not_be_read_is_refused(self):
        self.write("vars", "A=b\n")
        self.forbid("vars")
        self.assert_refused(3, "lambdalocal: failed to invoke function: cannot read vars: Permission denied\n",
                            "function", "--env-file", "vars")


if __name__ == "__main__":
    main()
