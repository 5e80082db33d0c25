// Cognito: the triggers of user pools, and Cognito Sync. The response is what AWS sends for the function to fill in.
// Sources: docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html,
// docs.aws.amazon.com/cognito/latest/developerguide/cognito-events.html
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/events/services/services.h"
#include "core/events/shape.h"
#include "core/events/values.h"

namespace lambdalocal::events {
namespace cognito {
namespace {

constexpr Option kPool{"user-pool", "", "id of the user pool; default: a new one"};
constexpr Option kClient{"client-id", "", "of the app; default: a new one"};
constexpr Option kUser{"user-name", "ada", "of the user"};
constexpr Option kEmail{"email", "ada@example.com", "of the user"};
constexpr Option kMetadata{"client-metadata", "", "what the app sent along, as JSON", OptionKind::JsonText};
constexpr Option kCode{"code", "", "encrypted, as base64; default: random bytes"};

constexpr Option trigger(std::string_view sources) {
  return {"trigger-source", sources.substr(0, sources.find('|')), "of the event", OptionKind::Choice, sources};
}

constexpr std::array kPreSignUp = {trigger("PreSignUp_SignUp|PreSignUp_AdminCreateUser|PreSignUp_ExternalProvider"),
                                   kPool,
                                   kClient,
                                   kUser,
                                   kEmail,
                                   kMetadata};
constexpr std::array kPostConfirmation = {
    trigger("PostConfirmation_ConfirmSignUp|PostConfirmation_ConfirmForgotPassword"),
    kPool,
    kClient,
    kUser,
    kEmail,
    kMetadata};
constexpr std::array kPreAuthentication = {
    trigger("PreAuthentication_Authentication"), kPool, kClient, kUser, kEmail, kMetadata};
constexpr std::array kPostAuthentication = {
    trigger("PostAuthentication_Authentication"), kPool, kClient, kUser, kEmail, kMetadata};
constexpr std::string_view kTokenSources =
    "TokenGeneration_Authentication|TokenGeneration_HostedAuth|TokenGeneration_NewPasswordChallenge|"
    "TokenGeneration_AuthenticateDevice|TokenGeneration_RefreshTokens";
constexpr std::array kPreToken = {trigger(kTokenSources),
                                  kPool,
                                  kClient,
                                  kUser,
                                  kEmail,
                                  kMetadata,
                                  Option{"group", "", "of the user; repeatable", OptionKind::List}};
constexpr std::array kMessage = {
    trigger("CustomMessage_SignUp|CustomMessage_AdminCreateUser|CustomMessage_ResendCode|CustomMessage_ForgotPassword|"
            "CustomMessage_UpdateUserAttribute|CustomMessage_VerifyUserAttribute|CustomMessage_Authentication"),
    kPool,
    kClient,
    kUser,
    kEmail,
    kMetadata};
constexpr std::array kDefine = {
    trigger("DefineAuthChallenge_Authentication"), kPool, kClient, kUser, kEmail, kMetadata};
constexpr std::array kCreate = {
    trigger("CreateAuthChallenge_Authentication"), kPool, kClient, kUser, kEmail, kMetadata};
constexpr std::array kVerify = {
    trigger("VerifyAuthChallengeResponse_Authentication"), kPool, kClient, kUser, kEmail, kMetadata,
    Option{"answer", "42", "of the user to the challenge"}};
constexpr std::array kMigration = {
    trigger("UserMigration_Authentication|UserMigration_ForgotPassword"), kPool, kClient, kUser, kMetadata,
    Option{"password", "Correct-Horse-7", "that the user typed"}};
constexpr std::array kEmailSender = {
    trigger(
        "CustomEmailSender_SignUp|CustomEmailSender_ResendCode|CustomEmailSender_ForgotPassword|"
        "CustomEmailSender_UpdateUserAttribute|CustomEmailSender_VerifyUserAttribute|CustomEmailSender_AdminCreateUser|"
        "CustomEmailSender_Authentication"),
    kPool,
    kClient,
    kUser,
    kEmail,
    kMetadata,
    kCode};
constexpr std::array kSmsSender = {
    trigger("CustomSMSSender_SignUp|CustomSMSSender_ResendCode|CustomSMSSender_ForgotPassword|"
            "CustomSMSSender_UpdateUserAttribute|CustomSMSSender_VerifyUserAttribute|CustomSMSSender_AdminCreateUser|"
            "CustomSMSSender_Authentication"),
    kPool,
    kClient,
    kUser,
    kEmail,
    kMetadata,
    kCode};
constexpr std::array kSyncOptions = {Option{"dataset", "example-dataset", "name of the dataset"},
                                     Option{"identity-pool", "", "its id; default: a new one"}};

constexpr std::string_view kTrigger = R"({
  "version": "{{version}}", "region": "{{region}}", "userPoolId": "{{user-pool??pool}}", "userName": "{{user-name}}",
  "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "{{client-id??id:26}}"},
  "triggerSource": "{{trigger-source}}", "request": "{{request}}", "response": "{{response}}"
})";
constexpr std::string_view kSync = R"({
  "version": 2, "eventType": "SyncTrigger", "region": "{{region}}", "identityPoolId": "{{identity-pool??pool}}",
  "identityId": "{{region}}:{{uuid}}", "datasetName": "{{dataset}}",
  "datasetRecords": {
    "SampleKey1": {"oldValue": "oldValue1", "newValue": "newValue1", "op": "replace"},
    "SampleKey2": {"oldValue": "oldValue2", "newValue": "newValue2", "op": "replace"}}
})";

// What each trigger asks, and what AWS sends in place of the answer. "{{user}}" is the user's attributes.
struct Trigger {
  std::string_view type, version, request, response;
};
constexpr std::array kTriggers = {
    Trigger{
        "pre-sign-up", "1",
        R"({"userAttributes": {"email": "{{email}}"}, "validationData": {}, "clientMetadata": "{{?client-metadata|json}}"})",
        R"({"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false})"},
    Trigger{"post-confirmation", "1",
            R"({"userAttributes": "{{user}}", "clientMetadata": "{{?client-metadata|json}}"})", "{}"},
    Trigger{"pre-authentication", "1",
            R"({"userAttributes": "{{user}}", "validationData": {}, "clientMetadata": "{{?client-metadata|json}}"})",
            "{}"},
    Trigger{"post-authentication", "1",
            R"({"userAttributes": "{{user}}", "newDeviceUsed": false, "clientMetadata": "{{?client-metadata|json}}"})",
            "{}"},
    Trigger{
        "pre-token-generation", "1",
        R"({"userAttributes": "{{user}}", "groupConfiguration": "{{groups}}", "clientMetadata": "{{?client-metadata|json}}"})",
        R"({"claimsOverrideDetails": null})"},
    Trigger{"pre-token-generation-v2", "2",
            R"({"userAttributes": "{{user}}", "groupConfiguration": "{{groups}}",
                "scopes": ["aws.cognito.signin.user.admin", "openid", "email"], "clientMetadata": "{{?client-metadata|json}}"})",
            R"({"claimsAndScopeOverrideDetails": null})"},
    Trigger{"custom-message", "1",
            R"({"userAttributes": "{{user}}", "codeParameter": "{####}", "linkParameter": "{##Click Here##}",
                "usernameParameter": "{{name-parameter}}", "clientMetadata": "{{?client-metadata|json}}"})",
            R"({"smsMessage": null, "emailMessage": null, "emailSubject": null})"},
    Trigger{"define-auth-challenge", "1",
            R"({"userAttributes": "{{user}}", "session": [{"challengeName": "SRP_A", "challengeResult": true}],
                "userNotFound": false, "clientMetadata": "{{?client-metadata|json}}"})",
            R"({"challengeName": null, "issueTokens": null, "failAuthentication": null})"},
    Trigger{"create-auth-challenge", "1",
            R"({"userAttributes": "{{user}}", "challengeName": "CUSTOM_CHALLENGE",
                "session": [{"challengeName": "SRP_A", "challengeResult": true}],
                "userNotFound": false, "clientMetadata": "{{?client-metadata|json}}"})",
            R"({"publicChallengeParameters": null, "privateChallengeParameters": null, "challengeMetadata": null})"},
    Trigger{
        "verify-auth-challenge-response", "1",
        R"({"userAttributes": "{{user}}", "privateChallengeParameters": {"answer": "42"}, "challengeAnswer": "{{answer}}",
                "userNotFound": false, "clientMetadata": "{{?client-metadata|json}}"})",
        R"({"answerCorrect": null})"},
    Trigger{"user-migration", "1",
            R"({"password": "{{password}}", "validationData": {}, "clientMetadata": "{{?client-metadata|json}}"})",
            R"({"userAttributes": null, "forceAliasCreation": null, "enableSMSMFA": null, "finalUserStatus": null,
                "messageAction": null, "desiredDeliveryMediums": null})"},
    Trigger{"custom-email-sender", "1",
            R"({"type": "customEmailSenderRequestV1", "code": "{{code??base64:144}}", "userAttributes": "{{user}}",
                "clientMetadata": "{{?client-metadata|json}}"})",
            "{}"},
    Trigger{"custom-sms-sender", "1",
            R"({"type": "customSMSSenderRequestV1", "code": "{{code??base64:144}}", "userAttributes": "{{user}}",
                "clientMetadata": "{{?client-metadata|json}}"})",
            "{}"},
};

constexpr std::string_view kUserAttributes = R"({
  "sub": "{{uuid}}", "email_verified": "true", "cognito:user_status": "CONFIRMED", "email": "{{email}}"
})";

Result<void> user_pool(Values& values) {
  const auto trigger = std::ranges::find(kTriggers, values.type().name, &Trigger::type);
  const auto has = [&](std::string_view name) {
    return std::ranges::find(values.type().options, name, &Option::name) != values.type().options.end();
  };
  values.set("version", std::string(trigger->version));
  values.set("pool", values.settings().region + "_" + values.evaluate_text("alnum:9"));
  if (has("email")) values.set("user", expand(kUserAttributes, values));
  if (has("group")) {
    values.set("groups", Json{{"groupsToOverride", values.list("group")},
                              {"iamRolesToOverride", Json::array()},
                              {"preferredRole", nullptr}});
  }
  // Only a user whom an administrator makes is told the name, too.
  const bool by_administrator = values.text("trigger-source") == "CustomMessage_AdminCreateUser";
  values.set("name-parameter", by_administrator ? Json("{username}") : Json());
  values.set("request", expand(trigger->request, values));
  values.set("response", expand(trigger->response, values));
  return {};
}

Result<void> sync(Values& values) {
  values.set("pool", values.settings().region + ":" + values.evaluate_text("uuid"));
  return {};
}

constexpr std::string_view kPage =
    "docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html";

constexpr EventType pool_trigger(std::string_view name, std::string_view about, std::span<const Option> options) {
  return {.name = name, .about = about, .page = kPage, .options = options, .shape = kTrigger, .compute = user_pool};
}

constexpr std::array kTypes = {
    EventType{.name = "sync-trigger",
              .about = "Cognito Sync: a dataset is synchronized",
              .page = "docs.aws.amazon.com/cognito/latest/developerguide/cognito-events.html",
              .options = kSyncOptions,
              .shape = kSync,
              .compute = sync},
    pool_trigger("pre-sign-up", "user pool: somebody signs up", kPreSignUp),
    pool_trigger("post-confirmation", "user pool: a user was confirmed", kPostConfirmation),
    pool_trigger("pre-authentication", "user pool: a user signs in", kPreAuthentication),
    pool_trigger("post-authentication", "user pool: a user has signed in", kPostAuthentication),
    pool_trigger("pre-token-generation", "user pool: tokens are made", kPreToken),
    pool_trigger("pre-token-generation-v2", "user pool: tokens are made, access tokens too", kPreToken),
    pool_trigger("custom-message", "user pool: a message to a user is written", kMessage),
    pool_trigger("custom-email-sender", "user pool: an email is to be sent", kEmailSender),
    pool_trigger("custom-sms-sender", "user pool: an SMS is to be sent", kSmsSender),
    pool_trigger("define-auth-challenge", "user pool: which challenge is next", kDefine),
    pool_trigger("create-auth-challenge", "user pool: a challenge is made", kCreate),
    pool_trigger("verify-auth-challenge-response", "user pool: an answer is checked", kVerify),
    pool_trigger("user-migration", "user pool: a user is to be taken over", kMigration),
};

}  // namespace
}  // namespace cognito

std::span<const EventType> cognito_types() { return cognito::kTypes; }

}  // namespace lambdalocal::events
