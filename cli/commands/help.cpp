#include "cli/commands/help.h"

#include <array>

namespace lambdalocal::commands {
namespace {

constexpr std::string_view kGeneral =
    R"(lambdalocal runs AWS Lambda functions on this machine, as they will run in the cloud: no Docker, no account, no network.

Examples:
  lambdalocal invoke ./hello                               run the function in a directory with the event {}
  lambdalocal invoke build/orders.zip --event s3.json      a deployment package, an event from a file
  echo '{"id": 1}' | lambdalocal invoke ./hello --event -  an event from a pipe
  lambdalocal serve ./hello                                behind HTTP, for SDKs, browsers and curl
  lambdalocal invoke ./thumbs --event s3:put               an event as S3 sends it
  lambdalocal runtimes                                     which runtimes can run here, and with what

Commands:
  init        write a small project to begin with
  invoke      run a function once and print what it returned
  serve       functions behind the Lambda API, API Gateway, Function URLs and ALB
  validate    what a template or lambdalocal.json says, and what of it would not run
  test        run test cases: events and what is expected of them
  event       an event as S3, SQS, API Gateway... send it
  runtimes    what runs here; install what Lambda has beside its runtimes
  layers      fetch layers that functions name by their ARNs
  doctor      what of this machine functions stumble over, and what mends it
  cache       the deployment packages that were unpacked
  completion  completion for bash, zsh and fish
  help        help on a command: lambdalocal help invoke
  version     the version, also as --version

The payload goes to stdout, everything else to stderr.
More: lambdalocal help config (every key of lambdalocal.json, a schema for editors), lambdalocal help exit-codes,
      lambdalocal help man (the manual page: lambdalocal help man > lambdalocal.1)
)";

constexpr std::string_view kExitCodes = R"(Exit codes of lambdalocal:
  0    success
  1    the function returned an error, its response was too large, or its runtime exited; a test case failed
  2    the command line makes no sense
  3    the bundle, a layer or the configuration is not right
  4    the event cannot be read, is not JSON or is too large
  5    the function failed in its init phase, before it took the event
  6    the function timed out
  7    no interpreter on this machine runs the function's runtime
  8    a feature of AWS Lambda that is not emulated yet
  9    test found no test case
  70   the machine, or a fault of lambdalocal
  130  Ctrl-C (143: SIGTERM, 129: the terminal was closed)

With --repeat the code is that of the last invocation that did not succeed.
)";

constexpr std::string_view kInvoke = R"(Run a function once and print what it returned.

Examples:
  lambdalocal invoke ./hello                               a directory; the event is {}
  lambdalocal invoke build/orders.zip --event s3.json      a deployment package as Lambda gets it
  lambdalocal invoke ./api --event '{"path": "/pets"}' --env TABLE=pets --timeout 10
  echo '{"id": 1}' | lambdalocal invoke ./hello --event -
  lambdalocal invoke HelloFunction -e events/event.json    a name in the template.yaml or lambdalocal.json here
  lambdalocal invoke ./hello --json | jq .Duration

Usage: lambdalocal invoke [FUNCTION] [OPTIONS]

FUNCTION is a directory, a .zip, or a name in the lambdalocal.json, the template or the serverless.yml of the current
directory; it may be left out when there is only one.

Event:
  -e, --event FILE|-|JSON    a file, standard input, or the event itself; default {}
              @NAME          saved as events/NAME.json with the function, beside it or here
              SERVICE:TYPE   made as 'lambdalocal event' makes it: s3:put, 's3:put?bucket=photos&key=a.png'
      --client-context JSON  the client context, as JSON or as base64 of JSON
      --tenant-id ID         the tenant of a function with tenant isolation
      --trace-header TEXT    the X-Ray trace header; default: a new trace, not sampled
Template (template.yaml, template.yml, template.json, cdk.out or serverless.yml here; lambdalocal.json beats it):
  -t, --template FILE        another one; also as --template-file FILE
      --parameter-overrides NAME=VALUE...
                             its parameters, in either way of sam local; beats samconfig.toml
      --secrets FILE         values of {{resolve:ssm:...}}, {{resolve:secretsmanager:...}} and ${ssm:...} by name, as
                             JSON; the Parameters and Secrets extension answers with them, too
Function (each beats lambdalocal.json):
      --runtime ID           python3.13, nodejs22.x, provided.al2023...; default: told by the bundle
      --handler NAME         app.handler; default: found in the bundle
      --timeout SECONDS      default 3, at most 900
      --memory MB            default 128, at most 10240
      --tmp-size MB          size of /tmp; default 512, at most 10240
      --env NAME=VALUE       a variable of the function; repeatable, beats --env-file
  -n, --env-file FILE        NAME=VALUE lines, or JSON as sam local takes it; repeatable; also as
                             --env-vars FILE
      --layer DIR|ZIP        a layer; repeatable, later ones over earlier ones
      --layer-path ARN=FILE  the archive or directory that stands for a layer of AWS; repeatable (see help layers)
      --function-name NAME   default: the name of the bundle
      --qualifier NAME       the version or alias it is invoked by
      --region REGION        default us-east-1
      --account-id ID        default 123456789012
      --log-format FORMAT    text or json
      --log-level LEVEL      TRACE, DEBUG, INFO, WARN, ERROR or FATAL, with --log-format json
Machine:
      --strict-runtime       an error, not a warning, when the runtime's exact version is not installed
      --isolated             hide packages outside the bundle, as on Lambda; a zip is always isolated
      --snap-start           initialise, stop and restore an environment as with SnapStart, with the function's hooks
      --no-extensions        do not start the extensions of the layers, and let none register
      --isolation MODE       auto, the default: the function sees /var/task, /opt, a /tmp of its own and the system, as
                             on Lambda, where this machine allows that; strict: or it does not run; off: it sees all
      --network MODE         none: it reaches nothing but its own environment, which is isolated then; host: the default
      --pass-env NAME        let the function see this variable of yours, and what that names by its path; repeatable
      --pass-aws-credentials let it see your AWS keys and region; default: keys that work nowhere
      --build                make the package first, with the tool that the template's BuildMethod names or the command
                             that is "Build" in lambdalocal.json; it is shown, and its output goes to stderr
How often:
      --repeat N             N invocations, one after the other, in the same warm environment
      --cold                 a new environment for each of them
Output:
      --json                 a record on stdout instead of the payload (see below)
      --log-tail             of the log only the last 4 KB, as Invoke returns it with LogType=Tail
  -q, --quiet                no log, no warnings
  -v, --verbose              say what is run, and how
  -h, --help

stdout gets the payload, byte for byte, and one newline; stderr gets the log. --json prints one object per line instead:
StatusCode, FunctionError and ErrorType (failures only), ExecutedVersion, RequestId, Payload (its exact text as a
string; in base64 when PayloadIsBase64), Duration, BilledDuration, InitDuration (ms), MemorySize, MaxMemoryUsed (MB),
LogResult (base64 of the last 4 KB), Logs (a string per log record).

lambdalocal.json, beside the bundle or in the current directory, holds settings under AWS's names (see help config):
  {"Runtime": "python3.13", "Handler": "app.handler", "Timeout": 10, "Environment": {"Variables": {"TABLE": "pets"}}}
  {"Functions": {"orders": {"CodeUri": "build/orders.zip", "Handler": "app.handler", "MemorySize": 512}}}

Exit codes: 0 success, 1 function error, 2 usage, 3 bundle or configuration, 4 event, 5 init error, 6 timeout,
7 runtime missing, 8 not emulated, 70 internal, 130 Ctrl-C. With --repeat: of the last one that did not succeed.
)";

constexpr std::string_view kServe =
    R"(Serve functions on local ports: the Lambda API for SDKs, HTTP for browsers and curl.

Examples:
  lambdalocal serve ./hello                                curl localhost:3000; aws lambda invoke (see below)
  lambdalocal serve                                        all of the template.yaml and the lambdalocal.json here
  lambdalocal serve ./api --route 'GET /pets/{id}=api'     an HTTP API with one route
  lambdalocal serve ./api --rest 'ANY /{proxy+}=api'       a REST API
  lambdalocal serve ./chat --url chat:stream               a Function URL that streams
  aws lambda invoke --endpoint-url http://127.0.0.1:3001 --function-name hello out.json

Usage: lambdalocal serve [FUNCTION...] [OPTIONS]

FUNCTION is a directory, a .zip, or a name in the lambdalocal.json or the template of the current directory; none: all
of both, with their APIs and Function URLs. Its flags are those of 'lambdalocal invoke'; they hold for every function
that is served.

Ports:
  -p, --port PORT            the Lambda API; default 3001, 0: any free one
      --http-port PORT       the HTTP API; default 3000, 0: any free one
      --rest-port PORT       the REST API; default: the next free one from 3002
      --alb-port PORT        the ALB; likewise
      --host ADDRESS         listen there; default 127.0.0.1. Whoever reaches it can run your functions
      --allow-host NAME      answer requests that call this machine by another name than localhost; repeatable
      --allow-origin ORIGIN  let pages of that site call, such as https://app.example.com; * for all; repeatable
      --ready-file FILE      written when requests can be answered: the URLs and the process id, as JSON
      --tls-cert FILE        serve HTTPS with this certificate (PEM)
      --tls-key FILE         and its private key
HTTP front ends:
      --route 'KEY=FN'       a route of the HTTP API: GET /pets/{id}=fn, ANY /{proxy+}=fn, $default=fn; repeatable.
                             Without any route, one function alone gets $default; without =FN, it is that function's
      --rest 'METHOD PATH=FN'  the same for a REST API (payload format 1.0); repeatable
      --url FN[:stream][:PORT]  a Function URL, RESPONSE_STREAM with :stream; repeatable
      --disable-authorizer   ask no authorizer: routes are open to all, and functions are told of nobody
      --alb FN[:multi]       an Application Load Balancer with this target, multi-value headers with :multi
Environments:
      --max-concurrency N    invocations at once, of the account; default 100, more get 429
      --idle-timeout TIME    how long an idle environment is kept; default 10m
      --keep-warm N          start N environments of each function ahead
      --spare-limit N        runtimes that wait ahead of need, one for each function in use, none of its code loaded:
                             a cold start need not start the interpreter; default 8
      --no-spare             none of them
      --freeze               stop what runs in an environment between invocations, as Lambda does
      --no-watch             do not load functions anew when their files change
      --build                make the packages first, as with invoke, and again when their sources change; when that
                             fails, the code from before goes on serving
      --connect              tell functions where this Lambda API is (AWS_ENDPOINT_URL_LAMBDA): they can call each other
      --async-delay-scale X  times the delays between tries of asynchronous invocations (1 and 2 minutes); 0: none
      --drain-timeout TIME   after Ctrl-C, how long running invocations may take to end; 30s
Tests:
      --record FILE          write requests and invocations with their answers as cases of 'lambdalocal test' into FILE,
                             a *.lambda-test.json; without what lets somebody in: Authorization, cookies, tokens
      --record-secrets       with that
Function: --runtime ID, --handler NAME, --timeout SECONDS, --memory MB, --tmp-size MB, --env NAME=VALUE,
      -n, --env-file FILE, --env-vars FILE, --layer DIR|ZIP, --layer-path ARN=FILE, --function-name NAME,
      --region REGION, --account-id ID, --log-format FORMAT, --log-level LEVEL, --strict-runtime, --isolated,
      --isolation MODE, --network MODE, --no-extensions, --pass-env NAME, --pass-aws-credentials, --snap-start
Template: -t, --template FILE, --template-file FILE, --parameter-overrides NAME=VALUE..., --secrets FILE
Output:
  -q, --quiet                no log, no warnings
  -v, --verbose              say what is run and reloaded
  -h, --help

Ctrl-C lets running invocations finish, ends every environment and exits with 0; a second Ctrl-C ends at once (130).
)";

constexpr std::string_view kTest = R"(Run test cases: events, and what is expected of the function.

Examples:
  lambdalocal test                                         every *.lambda-test.json and .yaml beneath this directory
  lambdalocal test orders.lambda-test.yaml --filter refund
  lambdalocal test --junit results.xml --github            in CI
  lambdalocal test --record                                serves the project; what it is asked becomes cases
  lambdalocal test --replay                                asks again, and shows what is different now

Usage: lambdalocal test [PATH...] [OPTIONS]

A file of cases, orders.lambda-test.yaml (JSON does as well):

  Function: orders              # of lambdalocal.json or the template, or a directory or .zip beside the file
  Environment: {TABLE: test}    # on top of the function's own
  Cases:
    creates an order:
      Event: {id: 7}            # or EventFile: created.json, EventType: s3:put, Request: {Method: POST, Path: /orders}
      Expect:
        PayloadContains: {id: 7}
        At: {/state: created, /number: {Matches: 'ord-[0-9]+'}}
        LogContains: stored
    refuses what has no id:
      Expect: {ErrorType: ValueError}

A case: Function, Environment, Event | EventFile | EventType | Request {Method, Path, Headers, Body, FrontEnd},
      Invocations (default 1; the last one counts), TimeLimit (seconds, default 60), Expect
Expect, of which every one given must hold:
      Payload          is equal to this; of a Request: the body of the answer
      PayloadContains  has at least this
      At               values at JSON pointers: equal, or {Matches: EXPRESSION} for a text as a whole
      Ignore           JSON pointers that are not compared
      Snapshot         true: equal to what --update-snapshots wrote into the .snapshots.json beside the file
      FunctionError    true or false; ErrorType: Runtime.ExitError, ValueError...
      Status, Headers  of the HTTP answer
      LogContains, LogContainsNot      a text, or several
      MaxDuration (ms), MaxMemory (MB), Start (cold or warm)
Options:
      --filter TEXT          only cases whose file or name has it
  -j, --jobs N               cases at once; default: one per processor
      --shard I/N            the Ith of N parts, for CI that runs them side by side
      --repeat N             each case N times
      --isolate              a new execution environment for each case
      --fail-fast            begin none after a failure
      --build                make the packages first, as with invoke; what takes its time then is not the case's
      --update-snapshots     keep what was returned; such a case is told as updated, not as passed
      --list                 say which cases there are
      --record[=FILE]        serve (with the flags of serve) until Ctrl-C, and write each request and invocation with
                             its answer into FILE, recorded.lambda-test.json; times and ids are not compared
      --replay               run recorded.lambda-test.json
      --watch                then wait, and run again what is made of files that change: cases, events, code,
                             templates; Ctrl-C ends with the last run's exit code
Reports ('-' as FILE is stdout; what people read goes to stderr then):
      --junit FILE           JUnit XML
      --json FILE            JSON
      --tap FILE             the Test Anything Protocol
      --github               annotations of GitHub Actions on stdout
Function: --runtime ID, --handler NAME, --timeout SECONDS, --memory MB, --tmp-size MB, --env NAME=VALUE,
      -n, --env-file FILE, --env-vars FILE, --layer DIR|ZIP, --layer-path ARN=FILE, --function-name NAME,
      --region REGION, --account-id ID, --log-format FORMAT, --log-level LEVEL, --strict-runtime, --isolated,
      --isolation MODE, --network MODE, --no-extensions, --pass-env NAME, --pass-aws-credentials, --snap-start
Template: -t, --template FILE, --template-file FILE, --parameter-overrides NAME=VALUE..., --secrets FILE
Output:
  -q, --quiet                only failures and the summary
  -v, --verbose              say what is run
  -h, --help

Exits with 0 when all passed or were updated, 1 when one failed, 3 when one could not be run, 9 when none is found.
)";

constexpr std::string_view kEvent =
    R"(Print an event as one of AWS's services sends it.

Examples:
  lambdalocal event s3 put --bucket photos --key 'sea & sky.png'      digests, sizes and encodings are computed
  lambdalocal event sqs receive-message --from-file order.json        the body from a file
  lambdalocal event sqs --body '{"order": {n}}' --count 10            a batch; {n} is the number of the record
  lambdalocal event dynamodb modify --item '{"id": 7, "state": "paid"}' --old-item '{"id": 7, "state": "open"}'
  lambdalocal event s3 put --via sns,sqs                              S3 told SNS, and SNS told SQS
  lambdalocal event apigateway http-api-proxy --method GET --path /pets/7 --route 'GET /pets/{id}'
  lambdalocal event eventbridge custom --set detail.items[0].sku=A-1  any member of the event
  lambdalocal event s3 put --save upload                              events/upload.json, for invoke --event @upload

Usage: lambdalocal event SERVICE TYPE [OPTIONS]
       lambdalocal event list [SERVICE] [--json]
       lambdalocal event show SERVICE TYPE

Services, types and options are named as in 'sam local generate-event'; list names all types, show explains one. A
service with one type needs no TYPE.

Options of every event:
      --set PATH=VALUE       a member of the event; the value is JSON, else text; repeatable. An MD5 or a size of it is
                             computed again
      --from-file FILE|-     the body, the message, the data, the item... as it is; repeatable: a record each
      --count N              a batch of N records
      --via SERVICE,...      inside messages of sns (sns:raw for raw message delivery), sqs, kinesis or firehose
      --region REGION        default us-east-1
      --account-id ID        default 123456789012
      --partition NAME       default: that of the region
      --seed NUMBER          the same ids each time
      --time TIME            2026-03-14T09:26:53.589Z, or seconds since 1970; default: now
      --save NAME            into events/NAME.json, not to stdout
      --compact              on one line
  -h, --help                 with a type: its options
)";

constexpr std::string_view kValidate =
    R"(Show what a template or lambdalocal.json is understood to say, what of it would not run, and what AWS would refuse.

Examples:
  lambdalocal validate                           the template.yaml and the lambdalocal.json here
  lambdalocal validate -t infra/template.yaml --parameter-overrides Stage=prod
  lambdalocal validate --json | jq '.FrontEnds[].Routes[]'

Usage: lambdalocal validate [FUNCTION...] [--json] [OPTIONS]

Its options are those about functions and templates of 'lambdalocal invoke'. Functions are made ready as for an
invocation and not started: code and layers that are not there, and values that Lambda would not take, are told; so are
values that are not known before a deployment, and what is not emulated. AWS would refuse: a route, rule, bucket or the
like that no AWS::Lambda::Permission lets invoke its function, a handler that is not in the package, native code of
another architecture, a package over 50 MB zipped or 250 MB unpacked with its layers.

Exit codes: 0, 2 usage, 3 a template that cannot be read, a function that would not run, or what AWS would refuse.
)";

constexpr std::string_view kRuntimes = R"(Show which runtimes of AWS Lambda can run here, and with what.

Examples:
  lambdalocal runtimes                           each runtime, the interpreter that would run it, or why none does
  lambdalocal runtimes install python            boto3 for functions that do not bundle it, as on Lambda
  lambdalocal runtimes install nodejs @aws-sdk/client-s3 @aws-sdk/client-sqs
  lambdalocal runtimes install java              AWS's runtime interface client, with which Java functions run
  lambdalocal runtimes install java --from DIR   the same from jars that are there already

Usage: lambdalocal runtimes [list] [--json]
       lambdalocal runtimes install python|nodejs|ruby|java|dotnet [PACKAGE...] [--from DIR]

Lambda has the AWS SDK beside its runtimes. "install" puts it into a directory of lambdalocal's own, with your pip,
npm or gem; functions find it there after their own packages and layers. Java functions run under AWS's own client,
which your Maven fetches once, handlers of .NET class libraries under AWS's RuntimeSupport, which --from copies.
)";

constexpr std::string_view kLayers = R"(Layers that lie on AWS: fetch them, once, when you say so.

Examples:
  lambdalocal layers pull arn:aws:lambda:us-east-1:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-x86_64:18
  lambdalocal layers list                        their ARNs, digests and files
  lambdalocal invoke fn --layer-path arn:aws:lambda:us-east-1:123456789012:layer:tools:7=build/tools.zip

Usage: lambdalocal layers pull ARN...
       lambdalocal layers list

"pull" asks the aws on PATH, with your credentials, where the version of the layer is, fetches it, compares it with the
digest that AWS names, and keeps it in lambdalocal's data directory. Functions whose layers name the ARN have it from
then on. Nothing is fetched by any other command. A version never changes on AWS: one that does is refused.

Exit codes: 0, 2 usage, 3 a layer that is not what it should be, 70 no aws, no credentials, no network.
)";

constexpr std::string_view kDoctor = R"(Look for what functions stumble over on this machine, and say what mends it.

Examples:
  lambdalocal doctor                             in a project: what its functions need; elsewhere: all there is
  lambdalocal doctor --strict-runtime            another version of a runtime's language is a problem, too
  lambdalocal doctor --isolation strict          so is a machine that cannot isolate functions
  lambdalocal doctor --json | jq '.[] | select(.Result == "Problem")'

Usage: lambdalocal doctor [FUNCTION...] [--json] [OPTIONS]

Looks at interpreters, the AWS SDKs and clients that 'lambdalocal runtimes install' puts beside them, what isolation
takes (namespaces, mounts, /proc, system calls) and who forbids it, limits, file watches, the cache and data
directories, the ports of 'serve', the clock. Its options are those about functions and templates of
'lambdalocal invoke'. Nothing is changed. What a package is like is told by 'lambdalocal validate'.

ok: as on Lambda; info: not there, and no function here needs it; warning: functions run, but not quite as on Lambda;
problem: functions fail.

Exit codes: 0 no problem, 2 usage, 3 the template or lambdalocal.json cannot be read, 7 nothing here runs a runtime that
is needed, 70 another problem of the machine.
)";

constexpr std::string_view kCache = R"(The deployment packages and layers that were unpacked: each is unpacked once.

Examples:
  lambdalocal cache info     where they are and how much they take
  lambdalocal cache clear    remove them; what an invocation is using stays

Usage: lambdalocal cache info|clear
)";

constexpr std::string_view kInit =
    R"(Write a small project to begin with: a SAM template, a function behind an HTTP API, an event, a test.

Examples:
  lambdalocal init python                        into hello/
  lambdalocal init nodejs shop                   into shop/, and the function is called shop
  lambdalocal init python shop --runtime python3.12

Usage: lambdalocal init python|nodejs|go|java [DIRECTORY] [--runtime ID]

The runtime is the newest one that runs here as on Lambda. Files that are there already are never overwritten: then
nothing is written. Go has to be built first, which 'lambdalocal invoke --build' does, Java with 'mvn package'; what to
type is said.
)";

constexpr std::string_view kCompletion =
    R"(Teach a shell to complete commands, flags, functions of the template here, and the events that there are.

Examples:
  source <(lambdalocal completion bash)        in ~/.bashrc
  source <(lambdalocal completion zsh)         in ~/.zshrc, behind compinit
  lambdalocal completion fish > ~/.config/fish/completions/lambdalocal.fish

Usage: lambdalocal completion bash|zsh|fish
)";

}  // namespace

std::string_view help_text(HelpTopic topic) {
  switch (topic) {
    case HelpTopic::General: return kGeneral;
    case HelpTopic::ExitCodes: return kExitCodes;
    case HelpTopic::Invoke: return kInvoke;
    case HelpTopic::Serve: return kServe;
    case HelpTopic::Test: return kTest;
    case HelpTopic::Event: return kEvent;
    case HelpTopic::Runtimes: return kRuntimes;
    case HelpTopic::Layers: return kLayers;
    case HelpTopic::Doctor: return kDoctor;
    case HelpTopic::Cache: return kCache;
    case HelpTopic::Completion: return kCompletion;
    case HelpTopic::Validate: return kValidate;
    case HelpTopic::Init: return kInit;
  }
  return kGeneral;
}

std::span<const HelpPage> help_pages() {
  static constexpr std::array kPages = {HelpPage{"init", HelpTopic::Init},
                                        HelpPage{"invoke", HelpTopic::Invoke},
                                        HelpPage{"serve", HelpTopic::Serve},
                                        HelpPage{"test", HelpTopic::Test},
                                        HelpPage{"validate", HelpTopic::Validate},
                                        HelpPage{"event", HelpTopic::Event},
                                        HelpPage{"runtimes", HelpTopic::Runtimes},
                                        HelpPage{"layers", HelpTopic::Layers},
                                        HelpPage{"doctor", HelpTopic::Doctor},
                                        HelpPage{"cache", HelpTopic::Cache},
                                        HelpPage{"completion", HelpTopic::Completion},
                                        HelpPage{"exit-codes", HelpTopic::ExitCodes}};
  return kPages;
}

}  // namespace lambdalocal::commands
