// A template file, YAML or JSON, read into a value. docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
//
// YAML is 1.1 as CloudFormation reads it: yes, no, on and off are booleans; dates, and numbers with zeros in front, stay as they
// are written. CloudFormation's tags become its long forms. Anchors, aliases and merge keys (<<) work, as they do in SAM. Of a key
// that stands twice in one object the last one counts, with a warning. A byte order mark and CRLF are fine.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/project/templates/value.h"
#include "core/result.h"

namespace lambdalocal::templates {

struct Document {
  std::filesystem::path path;
  ValuePtr root;
  std::vector<std::string> warnings;

  // "<path>:<line>:<column>: <what>".
  std::string message(TextPosition at, std::string_view what) const;
  Error error(TextPosition at, std::string_view what) const;  // BadConfiguration
};

// CloudFormation takes 1 MB.
inline constexpr std::size_t kMostTemplateBytes = 5 * 1024 * 1024;
inline constexpr std::size_t kMostTestFileBytes = 64 * 1024 * 1024;

enum class DocumentKind { Template, TestFile };

// `path` names the file in messages; nothing is opened. What begins with a brace is read as JSON. Errors are BadConfiguration.
Result<Document> read_document(std::string_view text, const std::filesystem::path& path,
                               DocumentKind kind = DocumentKind::Template);

// The same of either language.
Result<Document> read_yaml(std::string_view text, const std::filesystem::path& path);
Result<Document> read_json(std::string_view text, const std::filesystem::path& path);

}  // namespace lambdalocal::templates
