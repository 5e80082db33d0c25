#include <array>

#include "core/samples/sources.h"

namespace lambdalocal::samples {

std::span<const Source> nodejs_sources() {
  static constexpr std::array kSources = {
      Source{"hello/app.mjs", R"(export const handler = async (event) => {
  const name = event.queryStringParameters?.name ?? 'world';
  console.log('greeting', name);
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: `hello ${name}` }),
  };
};
)"},
      Source{"hello/package.json", R"({
  "name": "hello",
  "version": "1.0.0",
  "private": true
}
)"},
  };
  return kSources;
}

}  // namespace lambdalocal::samples
