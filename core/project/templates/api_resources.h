// What the readers of API Gateway's resources have in common: the resources of a type, one after another, and their properties.
#pragma once

#include <string>
#include <string_view>

#include "core/project/templates/api_draft.h"

namespace lambdalocal::templates {

class ApiResources {
 protected:
  explicit ApiResources(ApiDrafts& drafts) : drafts_(drafts), resolver_(drafts.resolver()) {}

  // Those that are created, each given to a member of the reader.
  template <typename Reader>
  void each(std::string_view type, void (Reader::*read_one)(const Resource&)) {
    for (const Resource& resource : resolver_.of().resources) {
      if (resource.type != type || !resolver_.is_created(resource)) continue;
      (static_cast<Reader*>(this)->*read_one)(resource);
    }
  }

  ValuePtr property(const Resource& resource, std::string_view name) {
    return resolver_.member(resource.properties(), name);
  }
  std::string text(const Resource& resource, std::string_view name) {
    return resolver_.text(property(resource, name)).value_or("");
  }
  ValuePtr resolved(const Resource& resource, std::string_view name) {
    return resolver_.resolve(property(resource, name));
  }

  // The API that the property refers to; null when it is not in this template.
  ApiDraft* api_of(const Resource& resource, std::string_view property_name) {
    const Resource* api = resolver_.resource_in(property(resource, property_name));
    return api == nullptr ? nullptr : drafts_.find(api->logical_id);
  }

  ApiDrafts& drafts_;
  Resolver& resolver_;
};

}  // namespace lambdalocal::templates
