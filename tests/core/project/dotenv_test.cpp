#include "core/project/dotenv.h"

#include "tests/support/catch.h"

using namespace lambdalocal;

namespace {

using Variables = std::map<std::string, std::string>;

Variables parsed(std::string_view text) {
  const auto result = parse_dotenv(text, ".env");
  INFO(text);
  if (!result) FAIL(result.error().message);
  return *result;
}

std::string refusal(std::string_view text) {
  const auto result = parse_dotenv(text, ".env");
  REQUIRE(!result.ok());
  CHECK(result.error().kind == ErrorKind::BadConfiguration);
  return result.error().message;
}

}  // namespace

TEST_CASE("a .env file has a variable per line, comments, blank lines and export") {
  CHECK(parsed("# comment\n\nTABLE=orders\n  export  STAGE = dev  \nEMPTY=\nLAST=x") ==
        Variables{{"TABLE", "orders"}, {"STAGE", "dev"}, {"EMPTY", ""}, {"LAST", "x"}});
  CHECK(parsed("").empty());
  CHECK(parsed("export=1\nexported=2") == Variables{{"export", "1"}, {"exported", "2"}});
}

TEST_CASE("a bare value keeps equals signs, quotes and hashes inside, and ends before a comment") {
  CHECK(parsed("A1=a=b==\nB1=it's \"so\"\nC1=x#y\nD1=x # y\nE1=#y\nF1= # y\nG1=a b\t\nH1=\\n$HOME${X}") ==
        Variables{{"A1", "a=b=="},
                  {"B1", "it's \"so\""},
                  {"C1", "x#y"},
                  {"D1", "x"},
                  {"E1", "#y"},
                  {"F1", ""},
                  {"G1", "a b"},
                  {"H1", "\\n$HOME${X}"}});
}

TEST_CASE("double quotes have escapes and may span lines") {
  CHECK(parsed(R"(A1="a\nb\t\"q\" \\ \$ \x # no comment"  # comment)") ==
        Variables{{"A1", "a\nb\t\"q\" \\ $ \\x # no comment"}});
  CHECK(parsed("KEY=\"-----BEGIN\n  x=1\n-----END\"\nB1=2\n") ==
        Variables{{"KEY", "-----BEGIN\n  x=1\n-----END"}, {"B1", "2"}});
}

TEST_CASE("single quotes keep everything but an escaped quote and backslash") {
  CHECK(parsed(R"(A1='a\nb "c" $D \'e\' \\f')") == Variables{{"A1", R"(a\nb "c" $D 'e' \f)"}});
  CHECK(parsed("A1=''\nB1=\" \"") == Variables{{"A1", ""}, {"B1", " "}});
}

TEST_CASE("CRLF, lone CR, a byte order mark and the last of two values are fine") {
  CHECK(parsed("\xef\xbb\xbf"
               "A1=1\r\nB1='2'\r\n\r\nC1=3\rA1=4\r\n") == Variables{{"A1", "4"}, {"B1", "2"}, {"C1", "3"}});
}

TEST_CASE("what cannot be read is refused with its line") {
  CHECK(refusal("A1=1\nB1\n") == ".env:2: not of the form NAME=value");
  CHECK(refusal("A1=1\r\n\r\nB-C=1") == ".env:3: not of the form NAME=value");
  CHECK(refusal("=1").starts_with(".env:1: a name starts with a letter"));
  CHECK(refusal("1A=1").starts_with(".env:1: a name starts with a letter"));
  CHECK(refusal("A1=1\nB1=\"x\ny\n") == ".env:2: the quote \" is never closed");
  CHECK(refusal("A1='it's'").starts_with(".env:1: text after the closing quote"));
  CHECK(refusal(std::string_view("A1=x\0y", 6)) == ".env:1: a value holds a NUL byte");
}
