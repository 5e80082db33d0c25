// AWS's runtime interface client for Java: the jars that its managed runtimes run a function with. They are not ours to ship:
// `lambdalocal runtimes install java` puts them into <data>/sdk/java, with the native library that they carry taken out, since
// the client itself would unpack that to the same place in /tmp at each start.
// Source: github.com/aws/aws-lambda-java-libs (aws-lambda-java-runtime-interface-client).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/result.h"
#include "emulator/runtimes/sdk.h"

namespace lambdalocal::runtimes {

inline constexpr const char* kJavaClientMain = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
// The system property that names the client's native library.
inline constexpr const char* kJavaClientNativeProperty =
    "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";
inline constexpr const char* kJavaClientNativeLibrary = "libaws-lambda-jni.so";
inline constexpr const char* kJavaClientPackage = "com.amazonaws:aws-lambda-java-runtime-interface-client:2.10.1";

// The .jar files of a directory, sorted by name; none when it is not there.
std::vector<std::filesystem::path> jars_in(const std::filesystem::path& directory);

// Whether the bundle brings a client of its own, in lib/ or as classes: it is started with that one.
bool brings_java_client(const std::filesystem::path& task_root);

// What puts the client into `directory`: Maven with `packages` ("group:artifact:version"), or without a command, from the jars
// of `from`. What is there already stays until the new one is complete.
InstallCommand install_java_client(const std::filesystem::path& directory, const std::filesystem::path& maven,
                                   std::vector<std::string> packages);
InstallCommand install_java_client_from(const std::filesystem::path& directory, const std::filesystem::path& from);

// Takes the native library for this machine out of the jars in `directory`. Fails when these are no complete client.
Result<void> complete_java_client(const std::filesystem::path& directory);

}  // namespace lambdalocal::runtimes
