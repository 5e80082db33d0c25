// Small templates with what is made of them: files of fixtures/template_cases, whose README.md says how they are written.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/project/templates/deployment.h"

namespace lambdalocal::templates {

struct TemplateCase {
  std::string name;
  std::string place;  // "yaml.txt:12"
  std::filesystem::path path = "/project/template.yaml";
  std::string text, expected;
  std::map<std::string, std::string> files;  // beside it, by name
  std::map<std::string, std::string> parameters, secrets, variables;
};

std::vector<TemplateCase> read_template_cases(const std::filesystem::path& file);

// What is made of the template, as summary_of() writes it; "error ..." when it is refused.
std::string outcome_of(const TemplateCase& one);

// Which lines of the expectation are not in the outcome (-), and which of the outcome should be in the expectation (+); empty when
// all is as expected.
std::string difference(const std::string& expected, const std::string& outcome);

}  // namespace lambdalocal::templates
