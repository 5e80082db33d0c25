#include <array>

#include "core/samples/sources.h"

namespace lambdalocal::samples {

std::span<const Source> python_sources() {
  static constexpr std::array kSources = {
      Source{"hello/app.py", R"(import json


def handler(event, context):
    name = (event.get("queryStringParameters") or {}).get("name", "world")
    print("greeting", name)
    return {
        "statusCode": 200,
        "headers": {"content-type": "application/json"},
        "body": json.dumps({"message": f"hello {name}"}),
    }
)"},
      Source{"hello/requirements.txt",
             "# a package and its version on each line; 'lambdalocal invoke --build' fetches them\n"},
  };
  return kSources;
}

}  // namespace lambdalocal::samples
