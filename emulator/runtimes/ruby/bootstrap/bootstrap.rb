# frozen_string_literal: true

# The runtime interface client of the managed Ruby runtimes (README.md).
# docs.aws.amazon.com/lambda/latest/dg/lambda-ruby.html, runtimes-api.html

# Until lambdalocal lets go (emulator/runtimes/gate.h).
if (gate = ENV['_LAMBDALOCAL_SETTINGS'].to_s[/(?:\A|\x1f)gate=(\d+)/, 1])
  gate = IO.for_fd(gate.to_i)
  exit!(1) unless gate.read(1) # lambdalocal is gone
  gate.close
end

$LOAD_PATH.unshift(File.join(__dir__, 'late')) # before the first require: each change makes the next one read the path anew
require 'json'
require 'socket.so'
require_relative 'late/libraries'

$stdout.sync = true

# What a function is told about its invocation.
class LambdaContext
  attr_reader :aws_request_id, :invoked_function_arn, :log_group_name, :log_stream_name, :function_name, :memory_limit_in_mb,
              :function_version, :identity, :tenant_id, :client_context, :deadline_ms

  def initialize(request)
    @clock_diff = Process.clock_gettime(Process::CLOCK_REALTIME, :millisecond) -
                  Process.clock_gettime(Process::CLOCK_MONOTONIC, :millisecond)
    @deadline_ms = request['Lambda-Runtime-Deadline-Ms'].to_i
    @aws_request_id = request['Lambda-Runtime-Aws-Request-Id']
    @invoked_function_arn = request['Lambda-Runtime-Invoked-Function-Arn']
    @log_group_name = ENV['AWS_LAMBDA_LOG_GROUP_NAME']
    @log_stream_name = ENV['AWS_LAMBDA_LOG_STREAM_NAME']
    @function_name = ENV['AWS_LAMBDA_FUNCTION_NAME']
    @memory_limit_in_mb = ENV['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']
    @function_version = ENV['AWS_LAMBDA_FUNCTION_VERSION']
    @identity = parsed(request['Lambda-Runtime-Cognito-Identity'])
    @client_context = parsed(request['Lambda-Runtime-Client-Context'])
    tenant = request['Lambda-Runtime-Aws-Tenant-Id'].to_s
    @tenant_id = tenant unless tenant.empty?
  end

  def get_remaining_time_in_millis
    remaining = @deadline_ms - Process.clock_gettime(Process::CLOCK_MONOTONIC, :millisecond) - @clock_diff
    remaining.positive? ? remaining : 0
  end

  private

  def parsed(header)
    JSON.parse(header) unless header.to_s.empty?
  end
end

module AwsLambda
  # From the bytes of an event to what a handler gets, and back. Functions may put their own methods in place of these.
  class Marshaller
    class << self
      def marshall_request(raw_request)
        raw_request['Content-Type'] == 'application/json' ? JSON.parse(raw_request.body) : raw_request.body
      end

      # With a second value, a content type, for what is no JSON.
      def marshall_response(method_response)
        is_stream(method_response) ? [method_response, 'application/unknown'] : method_response.to_json
      end

      private

      # Whoever made a StringIO has loaded it.
      def is_stream(response)
        response.is_a?(IO) || (!Object.autoload?(:StringIO) && response.is_a?(StringIO))
      end
    end
  end
end

# A handler string, FILE.METHOD or FILE.CLASS.METHOD, and the call of what it names.
class LambdaHandler
  attr_reader :handler_file_name, :handler_method_name

  def initialize(env_handler:)
    parts = env_handler.split('.')
    case parts.size
    when 2 then @handler_file_name, @handler_method_name = parts
    when 3 then @handler_file_name, @handler_class, @handler_method_name = parts
    else
      raise ArgumentError, "Invalid handler #{parts}, must be of form FILENAME.METHOD or FILENAME.CLASS.METHOD where FILENAME " \
                           'corresponds with an existing Ruby source file FILENAME.rb, CLASS is an optional module/class ' \
                           'namespace and METHOD is a callable method. If using CLASS, METHOD must be a class-level method.'
    end
  end

  def call_handler(request:, context:)
    response = if @handler_class
                 Kernel.const_get(@handler_class).send(@handler_method_name, event: request, context: context)
               else
                 __send__(@handler_method_name, event: request, context: context)
               end
    AwsLambda::Marshaller.marshall_response(response)
  end
end

module LambdaLocal
  # Log records as frames, so that several lines stay one: type, length and microseconds, big-endian, before the text.
  class FramedLog
    TYPE = 0xa55a0003

    def initialize(descriptor)
      @file = IO.new(descriptor, 'wb')
      @file.sync = true
      @mutex = Mutex.new
    end

    def write(text)
      bytes = text.b
      head = [TYPE, bytes.bytesize, Process.clock_gettime(Process::CLOCK_REALTIME, :microsecond)].pack('L>L>Q>')
      @mutex.synchronize { @file.write(head + bytes) }
    end

    def reopen(_log = nil); end

    def close; end
  end

  # The Lambda Runtime API. A result goes out together with the next poll, in one write; the two answers come in order.
  class RuntimeApi
    PREFIX = '/2018-06-01/runtime/'

    # An event: headers by any spelling of their names, and its bytes.
    class Request
      attr_reader :body

      def initialize(headers, body)
        @headers = headers
        @body = body
      end

      def [](name)
        @headers[name.downcase]
      end
    end

    class Ended < StandardError; end

    def initialize(address)
      host, _, port = address.rpartition(':')
      @socket = TCPSocket.new(host, port.to_i)
      @socket.setsockopt(Socket::IPPROTO_TCP, Socket::TCP_NODELAY, 1)
      @host = " HTTP/1.1\r\nHost: #{address}\r\n"
      @next = "GET #{PREFIX}invocation/next#{@host}\r\n"
      @posted = nil
    end

    def next_invocation
      posted = @posted
      @posted = nil
      if posted
        @socket.write(*posted, @next)
        receive
      else
        @socket.write(@next)
      end
      status, headers, body = receive
      raise Ended, "Received #{status} when waiting for next invocation." unless status == 200

      Request.new(headers, body)
    end

    def post_response(request_id, body, content_type)
      @posted = request("invocation/#{request_id}/response", body, "Content-Type: #{content_type}")
    end

    def post_error(request_id, body, error_type)
      @posted = request("invocation/#{request_id}/error", body, "Lambda-Runtime-Function-Error-Type: #{error_type}")
    end

    def post_init_error(body, error_type)
      @posted = request('init/error', body, "Lambda-Runtime-Function-Error-Type: #{error_type}")
      flush
    end

    # Sends what still waits for a poll that will not come.
    def flush
      posted = @posted
      @posted = nil
      return unless posted

      @socket.write(*posted)
      receive
    end

    private

    def request(path, body, header)
      body = body.b
      ["POST #{PREFIX}#{path}#{@host}#{header}\r\nContent-Length: #{body.bytesize}\r\n\r\n", body]
    end

    def receive
      head = @socket.gets("\r\n\r\n")
      raise Ended, 'The Runtime API closed the connection.' unless head&.end_with?("\r\n\r\n")

      lines = head.split("\r\n")
      headers = {}
      lines.drop(1).each do |line|
        name, value = line.split(':', 2)
        headers[name.downcase] = value.to_s.strip.force_encoding(Encoding::UTF_8)
      end
      length = headers['content-length'].to_i
      body = length.zero? ? +'' : @socket.read(length)
      [lines.first.to_s[9, 3].to_i, headers, body]
    end
  end

  # The life of the runtime process.
  class Runtime
    def initialize
      @api = RuntimeApi.new(ENV.fetch('AWS_LAMBDA_RUNTIME_API'))
    end

    def run(handler)
      task_root = Dir.pwd
      $LOAD_PATH.unshift(task_root) unless $LOAD_PATH.include?(task_root)
      return unless load(handler)

      loop { invoke(@api.next_invocation) }
    rescue RuntimeApi::Ended, SignalException
      @api.flush unless $!.is_a?(RuntimeApi::Ended)
      leave(-4)
    end

    private

    def load(handler)
      @handler = LambdaHandler.new(env_handler: handler)
      require @handler.handler_file_name
      true
    rescue Exception => e
      require_relative 'lambda_errors'
      error = LambdaErrors::LambdaRuntimeInitError.new(e)
      LambdaLogger.log_error(exception: error, message: 'Init error when loading handler ')
      @api.post_init_error(error.to_lambda_response.to_json, error.runtime_error_type)
      leave(-4)
    end

    def invoke(request)
      request_id = request['Lambda-Runtime-Aws-Request-Id']
      $_global_aws_request_id = request_id
      trace_id = request['Lambda-Runtime-Trace-Id']
      ENV['_X_AMZN_TRACE_ID'] = trace_id if trace_id
      event = AwsLambda::Marshaller.marshall_request(request)
      answer(request_id, event, LambdaContext.new(request))
    end

    def answer(request_id, event, context)
      response, content_type = @handler.call_handler(request: event, context: context)
      response = response.read if content_type == 'application/unknown'
      @api.post_response(request_id, response, content_type || 'application/json')
    rescue Exception => e
      require_relative 'lambda_errors'
      failed(request_id, e)
    end

    # After what is no ordinary error the process does not go on.
    def failed(request_id, exception)
      critical = exception.is_a?(NameError) || !exception.is_a?(StandardError)
      error = (critical ? LambdaErrors::LambdaHandlerCriticalException : LambdaErrors::LambdaHandlerError).new(exception)
      message = critical ? 'Critical exception from handler' : 'Error raised from handler method'
      LambdaLogger.log_error(exception: error, message: message)
      @api.post_error(request_id, error.to_lambda_response.to_json, error.runtime_error_type)
      return unless critical

      @api.flush
      leave(-1)
    end

    def leave(code)
      exit(code)
    end
  end

  RUNTIME_DIRECTORY = __dir__

  # Kernel#puts, and loggers on standard output or error (late/logger.rb), write records.
  def self.frame_output
    descriptor = ENV.delete('_LAMBDA_TELEMETRY_LOG_FD')
    return unless descriptor

    @log = FramedLog.new(descriptor.to_i)
    Kernel.module_eval do
      def puts(*texts)
        text = texts.flatten.collect { |one| one.to_s.encode('UTF-8') }.join("\n")
        text += "\n" unless text.end_with?("\n")
        LambdaLocal.log.write(text)
        nil
      end
    end
  rescue SystemCallError
    # No such descriptor: standard output it is.
  end

  def self.log
    @log
  end
end

ENV.delete('_LAMBDALOCAL_SETTINGS')
LambdaLocal.frame_output
LambdaLocal::Runtime.new.run(ENV.fetch('_HANDLER', ''))
