// The results of a test run for people's tools.
#pragma once

#include <string>
#include <vector>

#include "core/expectation/test_result.h"

namespace lambdalocal::expectation {

// JUnit XML, as CI systems read it: a suite for each file. Source: github.com/testmoapp/junitxml
std::string junit_report(const std::vector<TestResult>& results);
// Version 14 of the Test Anything Protocol. Source: testanything.org/tap-version-14-specification.html
std::string tap_report(const std::vector<TestResult>& results);
// {"Passed": 3, "Failed": 1, ..., "Cases": [{"File", "Name", "Verdict", "Milliseconds", "Differences", "Problem", "Log"}]}
std::string json_report(const std::vector<TestResult>& results);
// Workflow commands that mark failures in a pull request, a line each.
// Source: docs.github.com/actions/reference/workflow-commands-for-github-actions
std::string github_annotations(const std::vector<TestResult>& results);

// "Payload/id: expected 7, was 8", a line each, or why it could not be run.
std::string explanation_of(const TestResult& result);

}  // namespace lambdalocal::expectation
