// Where the keys of user pools, and of JWT authorizers, come from when it is not the network: "UserPools" of a lambdalocal.json, and
// --secrets.
//   {"UserPools": {"Pool": {"UserPoolId": "eu-west-1_Ab1Cd2Ef3"},        a template's pool by its logical id: which one is deployed
//                  "eu-west-1_Ab1Cd2Ef3": {"JwksFile": "keys.json"}}}    any by its id; "Issuer": an address that stands for it;
//                                                                         "ClientIds": of its clients in the template
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/json/object_reader.h"
#include "core/project/project.h"
#include "core/result.h"

namespace lambdalocal::gateway {

// `place` is that of the section. Errors are BadConfiguration.
Result<std::map<std::string, UserPoolSettings>> read_user_pools(const JsonPlace& place,
                                                                const std::filesystem::path& directory,
                                                                const nlohmann::json& section);

// What both say of the authorizers of all front ends. `secrets`: a JWKS, by the logical id or the id of the pool, or by the issuer. Of
// pools that nobody has keys of there is a warning.
void configure_user_pools(const std::map<std::string, UserPoolSettings>& of_file,
                          const std::map<std::string, std::string>& secrets, Project& project);

}  // namespace lambdalocal::gateway
