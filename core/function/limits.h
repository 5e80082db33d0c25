// AWS Lambda's quotas, each once. Source: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html unless noted.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace lambdalocal::limits {

using namespace std::chrono_literals;

// Invocation payloads. The request limit is exact; a buffered response may be 100 bytes longer (recorded on AWS).
constexpr std::size_t kRequestBytes = 6 * 1024 * 1024;
constexpr std::size_t kResponseBytes = 6 * 1024 * 1024 + 100;
constexpr std::size_t kStreamedResponseBytes = 200 * 1024 * 1024;
constexpr std::size_t kAsynchronousEventBytes = 1024 * 1024;

// Runtime API: one header line may be as long as the official clients' X-Ray error cause.
constexpr std::size_t kRuntimeApiHeaderBytes = 1024 * 1024;

// Configuration.
constexpr std::chrono::seconds kDefaultTimeout = 3s;
constexpr std::chrono::seconds kMaxTimeout = 900s;
constexpr int kDefaultMemoryMb = 128;
constexpr int kMinMemoryMb = 128;
constexpr int kMaxMemoryMb = 10240;
constexpr int kDefaultEphemeralStorageMb = 512;
constexpr int kMaxEphemeralStorageMb = 10240;
constexpr std::size_t kEnvironmentBytes = 4 * 1024;
constexpr std::size_t kLayers = 5;
constexpr std::size_t kHandlerLength = 128;
constexpr std::size_t kFunctionNameLength = 64;
constexpr std::size_t kClientContextBytes = 3583;

// Deployment packages: zipped, as CreateFunction takes them; unpacked, layers included.
constexpr std::uintmax_t kUploadedBytes = 50ULL * 1024 * 1024;
constexpr std::uintmax_t kUnpackedBytes = 250ULL * 1024 * 1024;

// Life of an execution environment: on-demand init, then it is run again inside the first invocation.
constexpr std::chrono::seconds kInit = 10s;
constexpr std::chrono::seconds kRestore = 10s;  // of a snapshot, hooks included
constexpr std::chrono::milliseconds kShutdownWithInternalExtensions = 500ms;
constexpr std::chrono::milliseconds kShutdownWithExternalExtensions = 2000ms;
constexpr std::size_t kExtensions = 10;
constexpr int kFileDescriptors = 1024;
constexpr int kProcesses = 1024;  // and threads

// One CloudWatch log event; longer lines are cut
// (docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html).
constexpr std::size_t kLogEventBytes = 256 * 1024;

// What a caller gets of the log with LogType=Tail.
constexpr std::size_t kLogTailBytes = 4 * 1024;

}  // namespace lambdalocal::limits
