// Ref, Fn::GetAtt, Fn::Sub, Fn::ImportValue and Fn::Transform: what names something else.
#include <fmt/format.h>

#include <algorithm>

#include "core/function/limits.h"
#include "core/project/templates/globals.h"
#include "core/project/templates/nested_stacks.h"
#include "core/project/templates/parameters.h"
#include "core/project/templates/placeholders.h"
#include "core/project/templates/resolver.h"

namespace lambdalocal::templates {
namespace {

constexpr std::size_t kMostSubstituted = 4 * 1024 * 1024;
constexpr std::size_t kMostName = 255;  // of a logical id

PlaceholderResource placeholder_of(const Resource& resource, std::string_view name) {
  const ValuePtr& properties = resource.properties();
  const bool is_fifo = properties && (is_true(properties->find("FifoQueue")) || is_true(properties->find("FifoTopic")));
  return {resource.type, resource.logical_id, name, is_fifo};
}

// "Child/", "Hello" -> Child-Hello: functions of several stacks have names of their own. Of what is too long both parts are cut, as
// CloudFormation does, with something of their own between.
std::string name_in_stack(std::string_view path, std::string_view logical_id) {
  constexpr std::size_t kMost = limits::kFunctionNameLength, kOwn = 8, kMostOfId = 40;
  std::string name = fmt::format("{}{}", path, logical_id);
  if (name.size() > kMost) {
    const std::string_view id = logical_id.substr(0, kMostOfId);
    name = fmt::format("{}-{}-{}", path.substr(0, kMost - kOwn - 2 - id.size()), stable_hex(name, kOwn), id);
  }
  std::ranges::replace_if(
      name, [](char c) { return c == '/' || c == '.'; }, '-');
  return name;
}

// What SAM makes beside the resources of a template: the APIs of routes that name none, roles, stages, versions.
// Source: docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
std::optional<PlaceholderResource> generated(const Template& of, std::string_view name) {
  if (name == "ServerlessRestApi") return PlaceholderResource{"AWS::Serverless::Api", name, ""};
  if (name == "ServerlessHttpApi") return PlaceholderResource{"AWS::Serverless::HttpApi", name, ""};
  if (name == "ServerlessRestApiProdStage") return PlaceholderResource{"AWS::ApiGateway::Stage", name, "Prod"};
  if (name == "ServerlessHttpApiApiGatewayDefaultStage") {
    return PlaceholderResource{"AWS::ApiGatewayV2::Stage", name, "$default"};
  }
  if (name.size() > kMostName) return std::nullopt;
  for (std::size_t length = name.size(); length-- > 1;) {
    const Resource* owner = of.find(name.substr(0, length));
    if (owner == nullptr || !owner->type.starts_with("AWS::Serverless::")) continue;
    const std::string_view rest = name.substr(length);
    if (rest == "Role") return PlaceholderResource{"AWS::IAM::Role", name, ""};
    if (rest == "Url") return PlaceholderResource{"AWS::Lambda::Url", name, ""};
    if (rest.ends_with("Stage")) {
      return PlaceholderResource{"AWS::ApiGateway::Stage", name, rest.substr(0, rest.size() - 5)};
    }
    return PlaceholderResource{"", name, ""};
  }
  return std::nullopt;
}

}  // namespace

std::string Resolver::physical_name_of(const Resource& resource) {
  if (const auto known = names_.find(resource.logical_id); known != names_.end()) return known->second;
  std::string declared;
  const std::string_view property = name_property_of(resource.type);
  if (!property.empty() && open_.insert(resource.logical_id).second) {  // else it is named after itself
    declared = text(member(resource.properties(), property)).value_or("");
    open_.erase(resource.logical_id);
  }
  if (declared.empty() && !deployment_.stack_path.empty() && resource.type.ends_with("::Function")) {
    declared = name_in_stack(deployment_.stack_path, resource.logical_id);
  }
  std::string name = templates::physical_name_of(placeholder_of(resource, declared));
  names_.insert_or_assign(resource.logical_id, name);
  return name;
}

std::string Resolver::reference_to(const Resource& resource) {
  const std::string name = physical_name_of(resource);
  return templates::reference_to(placeholder_of(resource, name), deployment_);
}

ValuePtr Resolver::reference(std::string_view name, TextPosition at) {
  if (name == "AWS::NoValue") return nullptr;
  if (auto pseudo = deployment_.pseudo_parameter(name)) return make_text(*std::move(pseudo), at);
  if (name == "AWS::NotificationARNs") return make_list({}, at);
  if (const ValuePtr declaration = template_.parameters ? template_.parameters->member(name) : nullptr) {
    const ParameterValue parameter = parameter_value(name, *declaration, deployment_);
    if (!parameter.is_known) {
      unknown(std::string(name), parameter.value->is_list() ? "" : parameter.value->text);
    } else if (const auto fault = parameter_fault(*declaration, *parameter.value)) {
      problem(declaration->at, fmt::format("the parameter {} {}: AWS would refuse it", name, *fault));
    }
    return parameter.value;
  }
  std::string text;
  const auto dot = std::min(name.find('.'), name.size());
  if (const Resource* resource = template_.find(name)) {
    text = reference_to(*resource);
  } else if (auto property = made_by_sam(name.substr(0, dot), name.substr(std::min(dot + 1, name.size())))) {
    text = *std::move(property);
  } else if (const auto made = generated(template_, name)) {
    text = templates::reference_to(*made, deployment_);
  } else {
    problem(at, fmt::format("{} is neither a parameter nor a resource of this template", name));
    text = name;
  }
  return spend(text.size()) ? make_text(std::move(text), at) : make_null(at);
}

// Source: docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
// ("Referencing AWS SAM generated resources")
std::optional<std::string> Resolver::made_by_sam(std::string_view logical_id, std::string_view what) {
  const Resource* resource = what.empty() ? nullptr : template_.find(logical_id);
  if (resource == nullptr) return std::nullopt;
  const auto setting = [&](std::string_view name) { return text(member(with_globals(template_, *resource), name)); };
  if (resource->type == "AWS::Serverless::Function" && (what == "Alias" || what == "Version")) {
    const auto arn = attribute_of(placeholder_of(*resource, physical_name_of(*resource)), "Arn", deployment_).text;
    return fmt::format("{}:{}", arn, what == "Alias" ? setting("AutoPublishAlias").value_or("live") : "1");
  }
  if (what != "Stage") return std::nullopt;
  if (resource->type == "AWS::Serverless::Api") return setting("StageName").value_or("Prod");
  if (resource->type == "AWS::Serverless::HttpApi") return setting("StageName").value_or("$default");
  return std::nullopt;
}

ValuePtr Resolver::attribute(std::string_view logical_id, std::string_view attribute, TextPosition at) {
  if (auto made = made_by_sam(logical_id, attribute)) return make_text(*std::move(made), at);
  AttributeValue value;
  constexpr std::string_view kOutputs = "Outputs.";
  if (const Resource* resource = template_.find(logical_id)) {
    if (nested_stacks_ != nullptr && is_nested_stack(*resource) && attribute.starts_with(kOutputs)) {
      if (auto text = nested_stacks_->output(*resource, attribute.substr(kOutputs.size()))) {
        return spend(text->size()) ? make_text(*std::move(text), at) : make_null(at);
      }
    }
    const std::string name = physical_name_of(*resource);
    value = attribute_of(placeholder_of(*resource, name), attribute, deployment_);
  } else if (const auto made = generated(template_, logical_id)) {
    value = attribute_of(*made, attribute, deployment_);
  } else {
    problem(at, fmt::format("{} is no resource of this template", logical_id));
    value = {fmt::format("{}.{}", logical_id, attribute), true};
  }
  if (!value.is_known) unknown(fmt::format("{}.{}", logical_id, attribute), value.text);
  return spend(value.text.size()) ? make_text(std::move(value.text), at) : make_null(at);
}

ValuePtr Resolver::ref(const Value& argument) {
  if (argument.is_scalar()) return reference(argument.text, argument.at);
  return wrong(argument.at, fmt::format("Ref takes a name, not {}", name_of_kind(argument)));
}

ValuePtr Resolver::get_att(const Value& argument) {
  if (argument.is_text()) {
    const auto dot = argument.text.find('.');
    if (dot != std::string::npos) {
      return attribute(std::string_view(argument.text).substr(0, dot), std::string_view(argument.text).substr(dot + 1),
                       argument.at);
    }
  } else if (argument.is_list() && argument.items.size() >= 2) {
    std::string attribute_name;
    for (std::size_t at = 1; at < argument.items.size(); ++at) {
      attribute_name += (at == 1 ? "" : ".") + text(argument.items[at]).value_or("");
    }
    return attribute(text(argument.items[0]).value_or(""), attribute_name, argument.at);
  }
  return wrong(argument.at, "Fn::GetAtt takes the name of a resource and one of its attributes: Queue.Arn");
}

ValuePtr Resolver::sub(const Value& argument) {
  if (argument.is_scalar()) {
    std::string text = substituted(argument.text, nullptr, argument.at);
    return spend(text.size()) ? resolve_text(make_text(std::move(text), argument.at)) : make_null(argument.at);
  }
  const auto given = arguments(argument, "Fn::Sub", 1, 2);
  if (!given) return make_null(argument.at);
  const auto pattern = text((*given)[0]);
  if (!pattern) return wrong(argument.at, "Fn::Sub takes a string, or a list of a string and its variables");
  const Value* variables = given->size() == 2 && (*given)[1]->is_object() ? (*given)[1].get() : nullptr;
  std::string text = substituted(*pattern, variables, argument.at);
  return spend(text.size()) ? resolve_text(make_text(std::move(text), argument.at)) : make_null(argument.at);
}

std::string Resolver::substituted(std::string_view text, const Value* variables, TextPosition at) {
  std::string out;
  while (out.size() < kMostSubstituted) {
    const auto start = text.find("${");
    const auto end = start == std::string_view::npos ? start : text.find('}', start);
    if (end == std::string_view::npos) break;
    out += text.substr(0, start);
    std::string_view name = text.substr(start + 2, end - start - 2);
    text.remove_prefix(end + 1);
    if (name.starts_with('!')) {
      out += fmt::format("${{{}}}", name.substr(1));
      continue;
    }
    name = name.substr(std::min(name.find_first_not_of(' '), name.size()));
    name = name.substr(0, name.find_last_not_of(' ') + 1);
    ValuePtr value;
    if (const ValuePtr variable = variables != nullptr ? variables->member(name) : nullptr) {
      value = resolve(variable);
    } else if (const auto dot = name.find('.'); dot != std::string_view::npos) {
      value = attribute(name.substr(0, dot), name.substr(dot + 1), at);
    } else {
      value = reference(name, at);
    }
    if (value && value->is_scalar()) out += value->text;
    if (value && value->is_list()) {
      for (const ValuePtr& item : value->items) out += (&item == &value->items.front() ? "" : ",") + item->text;
    }
    if (!spend(name.size() + 2)) return {};
  }
  out += text;
  return out;
}

ValuePtr Resolver::import_value(const Value& argument) {
  const auto name = text(std::make_shared<Value>(argument)).value_or("");
  const auto given = deployment_.parameters.find(name);
  if (given != deployment_.parameters.end()) return make_text(given->second, argument.at);
  const auto exported = deployment_.exports.find(name);
  if (exported != deployment_.exports.end()) return make_text(exported->second, argument.at);
  unknown(fmt::format("Fn::ImportValue {}", name), name);
  return make_text(name, argument.at);
}

// AWS::Include, of a file beside the template. Source:
// docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html
ValuePtr Resolver::transform(const Value& argument) {
  const ValuePtr included = included_by(argument);
  return included ? resolve(included) : make_null(argument.at);
}

ValuePtr Resolver::included_by(const Value& transform) {
  if (transform.text_of("Name") != "AWS::Include") {
    problem(transform.at, fmt::format("the transform {} does not run here", transform.text_of("Name")));
    return nullptr;
  }
  const Value* parameters = transform.find("Parameters");
  const auto location = parameters == nullptr ? std::nullopt : text(parameters->member("Location"));
  if (location) return included(*location, transform.at);
  problem(transform.at, "AWS::Include takes the Location of a file");
  return nullptr;
}

ValuePtr Resolver::included(std::string_view location, TextPosition at) {
  if (location.starts_with("s3://") || location.starts_with("https://") || !deployment_.read_file) {
    unknown(std::string(location), "");
    return nullptr;
  }
  const auto path = (template_.document.path.parent_path() / location).lexically_normal();
  findings_.files.insert(path);
  const auto file = deployment_.read_file(path);
  if (!file) {
    problem(at, file.error().message);
    return nullptr;
  }
  if (!spend(file->size() * 4)) return nullptr;
  auto document = read_document(*file, path);
  if (document) return document->root;
  problem(at, document.error().message);
  return nullptr;
}

ValuePtr Resolver::with_includes(const ValuePtr& object) {
  if (!object || !object->is_object()) return object;
  std::vector<Member> members;
  for (const Member& member : object->members) {
    if (member.name != "Fn::Transform") {
      members.push_back(member);
    } else if (ValuePtr included = included_by(*member.value)) {
      if (object->members.size() == 1) return included;
      members.insert(members.end(), included->members.begin(), included->members.end());
    }
  }
  return make_object(std::move(members), object->at);
}

const Resource* Resolver::resource_in(const ValuePtr& value) {
  if (!value || !value->is_object() || value->members.size() != 1 || !spend(sizeof(Value))) return nullptr;
  const auto& [name, argument, at] = value->members.front();
  if (name == "Ref") {
    const Resource* resource = template_.find(argument->text);
    if (resource != nullptr) return resource;
    const Resource* owner = template_.find(std::string_view(argument->text).substr(0, argument->text.find('.')));
    return owner != nullptr && owner->type.starts_with("AWS::Serverless::") ? owner : nullptr;  // Function.Alias
  }
  if (name == "Fn::GetAtt") {
    if (argument->is_list() && !argument->items.empty()) return template_.find(argument->items[0]->text);
    return template_.find(std::string_view(argument->text).substr(0, argument->text.find('.')));
  }
  if (name == "Fn::If") {
    if (!argument->is_list() || argument->items.size() != 3) return nullptr;
    return resource_in(argument->items[condition(argument->items[0]->text, at) ? 1 : 2]);
  }
  if (name == "Fn::Join") {
    if (!argument->is_list() || argument->items.size() != 2) return nullptr;
    for (const ValuePtr& part : argument->items[1]->items) {
      const Resource* resource = resource_in(part);
      if (resource != nullptr) return resource;
    }
    return nullptr;
  }
  if (name != "Fn::Sub") return nullptr;
  const ValuePtr& pattern = argument->is_list() && !argument->items.empty() ? argument->items[0] : argument;
  const Value* variables = argument->items.size() == 2 ? argument->items[1].get() : nullptr;
  for (std::string_view text = pattern->text; text.find("${") != std::string_view::npos;) {
    text.remove_prefix(text.find("${") + 2);
    const std::string_view asked = text.substr(0, text.find('}'));
    const ValuePtr variable = variables != nullptr ? variables->member(asked) : nullptr;
    const Resource* resource = variable ? resource_in(variable) : template_.find(asked.substr(0, asked.find('.')));
    if (resource != nullptr) return resource;
  }
  return nullptr;
}

}  // namespace lambdalocal::templates
