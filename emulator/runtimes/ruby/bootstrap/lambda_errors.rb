# frozen_string_literal: true

# What an exception of a function becomes: payload, header, log.
module LambdaErrors
  class LambdaError < StandardError
    # Other classes do not go into the header: they may say what is nobody's business.
    NAMED = %w[ArgumentError NoMethodError Exception StandardError NameError LoadError SystemExit SystemStackError].freeze
    LONGEST_TRACE = 100

    def initialize(original_error, classification = 'Function')
      @error_class = original_error.class.to_s
      @error_type = "#{classification}<#{original_error.class}>"
      @error_message = original_error.message
      @stack_trace = frames_of_function(original_error.backtrace_locations)
      super(original_error)
    end

    def runtime_error_type
      NAMED.include?(@error_class) ? @error_type : 'Function<UserException>'
    end

    def to_lambda_response
      { errorMessage: @error_message, errorType: @error_type, stackTrace: @stack_trace }
    end

    private

    # Up to the first frame of the runtime.
    def frames_of_function(locations)
      (locations || []).first(LONGEST_TRACE).take_while { |one| !one.to_s.start_with?(LambdaLocal::RUNTIME_DIRECTORY) }
    end
  end

  class LambdaHandlerError < LambdaError; end

  class LambdaHandlerCriticalException < LambdaError; end

  class LambdaRuntimeInitError < LambdaError
    def initialize(original_error)
      super(original_error, 'Init')
    end
  end
end

class LambdaLogger
  def self.log_error(exception:, message: nil)
    puts message if message
    puts JSON.pretty_generate(exception.to_lambda_response)
  end
end
