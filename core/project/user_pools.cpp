// A JWT authorizer of a template that names a pool of it in its Issuer has the pool's stand-in there: that is how it is known.
#include "core/project/user_pools.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/project/configuration_keys.h"
#include "core/project/templates/placeholders.h"

namespace lambdalocal::gateway {
namespace {

std::string without_slash(std::string issuer) {
  while (issuer.ends_with('/')) issuer.pop_back();
  return issuer;
}

const UserPoolSettings* settings_of(const UserPoolConfiguration& pool,
                                    const std::map<std::string, UserPoolSettings>& of_file) {
  for (const std::string* name : {&pool.name, &pool.pool.id}) {
    const auto found = of_file.find(*name);
    if (found != of_file.end()) return &found->second;
  }
  return nullptr;
}

const std::string* secret_of(std::initializer_list<const std::string*> names,
                             const std::map<std::string, std::string>& secrets) {
  for (const std::string* name : names) {
    const auto found = secrets.find(*name);
    if (found != secrets.end()) return &found->second;
  }
  return nullptr;
}

void configure(UserPoolConfiguration& pool, const std::map<std::string, UserPoolSettings>& of_file,
               const std::map<std::string, std::string>& secrets) {
  if (const UserPoolSettings* settings = settings_of(pool, of_file)) {
    if (settings->pool) {
      pool.pool = *settings->pool;
      pool.is_stand_in = false;
    }
    if (!settings->issuer.empty()) {
      pool.pool.issuer = settings->issuer;
      pool.is_stand_in = false;
    }
    if (!settings->jwks_file.empty()) pool.jwks_file = settings->jwks_file;
  }
  if (const auto* jwks = secret_of({&pool.name, &pool.pool.id, &pool.pool.issuer}, secrets)) pool.jwks = *jwks;
}

void configure(JwtAuthorizerConfiguration& authorizer, const std::map<std::string, UserPoolSettings>& of_file,
               const std::map<std::string, std::string>& secrets) {
  const std::string issuer = without_slash(authorizer.jwt.issuer);
  const std::string id = issuer.substr(issuer.rfind('/') + 1);
  std::string name = id;
  for (const auto& [pool, settings] : of_file) {
    const bool is_stand_in = id.ends_with("_" + templates::user_pool_stand_in(pool));
    if (id != pool && !is_stand_in) continue;
    name = pool;
    if (settings.pool) authorizer.jwt.issuer = settings.pool->issuer;
    if (!settings.issuer.empty()) authorizer.jwt.issuer = settings.issuer;
    if (!settings.jwks_file.empty()) authorizer.jwks_file = settings.jwks_file;
    for (const auto& [client, client_id] : settings.client_ids) {
      std::ranges::replace(authorizer.jwt.audiences, templates::user_pool_client_stand_in(client), client_id);
    }
    break;
  }
  if (const auto* jwks = secret_of({&name, &id, &issuer, &authorizer.jwt.issuer}, secrets)) authorizer.jwks = *jwks;
}

void tell_without_keys(const std::string& front_end, const UserPoolAuthorizer& authorizer, Project& project) {
  for (const UserPoolConfiguration& pool : authorizer.pools) {
    if (!pool.is_stand_in || !pool.jwks.empty() || !pool.jwks_file.empty()) continue;
    project.warnings.push_back(fmt::format(
        "{}: nobody has keys of the user pool {} before it is deployed, so its tokens get 401\nname the one that is "
        "deployed: {{\"UserPools\": {{\"{}\": {{\"UserPoolId\": \"eu-west-1_Ab1Cd2Ef3\"}}}}}} in lambdalocal.json; or "
        "keys "
        "of your own: \"JwksFile\" there; or serve with --disable-authorizer",
        front_end, pool.name, pool.name));
  }
}

}  // namespace

Result<std::map<std::string, UserPoolSettings>> read_user_pools(const JsonPlace& place,
                                                                const std::filesystem::path& directory,
                                                                const nlohmann::json& section) {
  std::map<std::string, UserPoolSettings> pools;
  if (!section.is_object()) return place.error("UserPools must be an object of user pools by name");
  for (const auto& [name, value] : section.items()) {
    TRY(object, ConfigurationObject::open(place.member(name), fmt::format("UserPools.{}", name), value,
                                          configuration::kUserPool.names()));
    UserPoolSettings settings;
    TRY(id, object.text("UserPoolId"));
    if (id) settings.pool = user_pool_of_id(*id);
    if (id && !settings.pool) return object.wrong("UserPoolId", "like eu-west-1_Ab1Cd2Ef3");
    TRY(issuer, object.text("Issuer"));
    if (issuer && !issuer->starts_with("http://") && !issuer->starts_with("https://")) {
      return object.wrong("Issuer", "an http:// or https:// address");
    }
    settings.issuer = without_slash(issuer.value_or(""));
    TRY(file, object.text("JwksFile"));
    if (file) settings.jwks_file = (directory / *file).lexically_normal();
    TRY(clients, object.named_texts("ClientIds"));
    settings.client_ids.insert(clients.begin(), clients.end());
    pools.emplace(name, std::move(settings));
  }
  return pools;
}

void configure_user_pools(const std::map<std::string, UserPoolSettings>& of_file,
                          const std::map<std::string, std::string>& secrets, Project& project) {
  for (auto& [front_end, configuration] : project.front_ends) {
    for (auto& [name, authorizer] : configuration.authorizers) {
      if (auto* jwt = std::get_if<JwtAuthorizerConfiguration>(&authorizer)) configure(*jwt, of_file, secrets);
      auto* of_pools = std::get_if<UserPoolAuthorizer>(&authorizer);
      if (of_pools == nullptr) continue;
      for (UserPoolConfiguration& pool : of_pools->pools) configure(pool, of_file, secrets);
      tell_without_keys(front_end, *of_pools, project);
    }
  }
}

}  // namespace lambdalocal::gateway
