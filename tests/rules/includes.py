"""Who may include what: the direction core <- emulator <- cli, and the one place of each big library."""

import re

from tree import CPP, rule

ROOMS = ("core", "emulator", "cli")
MAY_INCLUDE = {"core": ("core/",), "emulator": ("core/", "emulator/"), "cli": ("core/", "emulator/", "cli/")}


@rule("core includes no emulator, the emulator no cli: the direction is one-way",
      {"core/a.h": '// a\n#include "emulator/b.h"\n', "emulator/b.h": '// b\n#include "cli/c.h"\n', "cli/c.h": "// c\n"})
def direction(tree):
    for room in ROOMS:
        for path in tree.under(room, suffixes=CPP):
            for number, _, name in tree.includes(path):
                if name.startswith(ROOMS_OF_OURS) and not name.startswith(MAY_INCLUDE[room]):
                    yield f"{path}:{number}: {room} may not include {name}"


ROOMS_OF_OURS = ("core/", "emulator/", "cli/", "tests/")


@rule("includes of our own headers are rooted, in quotes, and name a file",
      {"core/a.h": "// a\n", "core/b.cpp": '#include "a.h"\n', "core/c.cpp": "#include <core/a.h>\n",
       "core/d.cpp": '#include "core/gone.h"\n'})
def rooted(tree):
    present = set(tree.paths)
    for path in tree.under(*ROOMS, "tests", suffixes=CPP):
        for number, quote, name in tree.includes(path):
            ours = name.startswith(ROOMS_OF_OURS)
            if quote == '"' and not ours:
                yield f'{path}:{number}: "{name}" does not start with the name of a room'
            elif quote == "<" and ours:
                yield f"{path}:{number}: <{name}> is ours: in quotes"
            elif ours and name not in present:
                yield f"{path}:{number}: {name} does not exist"


# What is included -> the paths that may do so (tests and their support are free to).
LIBRARIES = [
    (r"boost/beast", r"emulator/system/http/\w+\.(h|cpp)", "Boost.Beast", "emulator/system/http/"),
    (r"httplib\.h", r"nobody", "cpp-httplib, which is for the tests", "nobody"),
    (r"zip\.h", r"emulator/bundle/.*", "libzip", "emulator/bundle/"),
    (r"CLI/", r"cli/.*", "CLI11", "cli/"),
    (r"pcre2\.h", r"core/text/regular_expression\.cpp", "PCRE2", "core/text/regular_expression.cpp"),
    (r"yaml-cpp/", r"core/project/templates/yaml_document\.cpp", "yaml-cpp", "core/project/templates/yaml_document.cpp"),
    (r"toml\+\+/", r"core/project/templates/samconfig\.cpp", "toml++", "core/project/templates/samconfig.cpp"),
    (r"pugixml\.hpp", r"core/expectation/reports\.cpp", "pugixml", "core/expectation/reports.cpp"),
    (r"openssl/evp\.h", r"(core/text/digest\.cpp|emulator/.*)", "OpenSSL's EVP", "core/text/digest.cpp and emulator/"),
    (r"regex", r"nobody", "std::regex, which has no limits", "nobody"),
    (r"arpa/inet\.h", r"(core/http/local_access|core/gateway/listener_rules|emulator/.*)\.cpp", "arpa/inet.h, for inet_pton", "core/http/local_access.cpp"),
    (r"boost/asio\.hpp", r"nobody", "the umbrella header of Asio (seconds per file)", "nobody"),
    (r"boost/asio/impl/src", r"emulator/system/\w+\.cpp", "the bodies of Asio", "one file of emulator/system/"),
]


def includes_only_where_allowed(pattern, allowed, who):
    def check(tree):
        for path in tree.under(*ROOMS, suffixes=CPP):
            for number, _, name in tree.includes(path):
                if re.match(pattern, name) and not re.fullmatch(allowed, path):
                    yield f"{path}:{number}: only {who} includes <{name}>"
    return check


for pattern, allowed, library, who in LIBRARIES:
    example = pattern.replace("\\", "")
    rule(f"only {who} includes {library}", {"core/a.cpp": f"#include <{example}>\n"})(
        includes_only_where_allowed(pattern, allowed, who))

IMPURE_HEADERS = re.compile(
    r"(boost/|sys/|netinet/|arpa/(?!inet\.h)|unistd\.h|fcntl\.h|poll\.h|signal\.h|csignal|spawn\.h|pthread\.h|thread$|mutex$|atomic$|"
    r"condition_variable|future$|fstream$|iostream$|filesystem_error|cstdio$|stdio\.h)")
CLOCK_READ = re.compile(r"\b(system_clock|steady_clock|high_resolution_clock)::now\b|\bgettimeofday\b|\bclock_gettime\b")


@rule("core is pure: no sockets, threads, processes, streams, clock reads or Asio",
      {"core/a.cpp": "#include <sys/socket.h>\n#include <thread>\nauto t = std::chrono::system_clock::now();\n",
       "core/b.h": "// b\n#include <boost/asio/awaitable.hpp>\n"})
def pure_core(tree):
    for path in tree.under("core", suffixes=CPP):
        for number, _, name in tree.includes(path):
            if IMPURE_HEADERS.match(name):
                yield f"{path}:{number}: core may not include <{name}>"
        for number, line in tree.lines(path):
            if CLOCK_READ.search(line.split("//")[0]):
                yield f"{path}:{number}: core may not read a clock"


# A source file that includes its own header first proves, at no cost, that the header needs nothing before it. Headers
# without a source file of their own are compiled alone: see header_stubs in tests/rules/CMakeLists.txt.
@rule("each source file includes its own header first, so headers are self-contained",
      {"core/a.h": "// a\n", "core/a.cpp": '#include <string>\n\n#include "core/a.h"\n'})
def own_header_first(tree):
    present = set(tree.paths)
    for path in tree.under(*ROOMS, suffixes=(".cpp",)):
        own = path[:-len(".cpp")] + ".h"
        first = next(tree.includes(path), (1, "", "nothing"))
        if own in present and first[2] != own:
            yield f"{path}:{first[0]}: includes {first[2]} before {own}"
