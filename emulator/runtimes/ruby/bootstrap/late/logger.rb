# frozen_string_literal: true

# Found before Ruby's own logger, which it loads: loggers on standard output or error write records of Lambda's form.
$LOAD_PATH.delete(__dir__)
begin
  require 'logger'
ensure
  $LOAD_PATH.unshift(__dir__)
end

class LogFormatter < Logger::Formatter
  FORMAT = '%<sev>s, [%<datetime>s #%<process>d] %<severity>5s %<request_id>s -- %<progname>s: %<msg>s'

  def call(severity, time, progname, msg)
    format(FORMAT, sev: severity[0], datetime: format_datetime(time), process: $$, severity: severity,
                   request_id: $_global_aws_request_id, progname: progname, msg: msg2str(msg)).encode('UTF-8')
  end
end

module LoggerPatch
  def initialize(logdev, shift_age = 0, shift_size = 1_048_576, level: 'debug', progname: nil, formatter: nil,
                 datetime_format: nil, binmode: false, shift_period_suffix: '%Y%m%d', **others)
    if !logdev || logdev == $stdout || logdev == $stderr
      logdev = LambdaLocal.log
      formatter ||= LogFormatter.new
    end
    super(logdev, shift_age, shift_size, level: level, progname: progname, formatter: formatter,
                                         datetime_format: datetime_format, binmode: binmode,
                                         shift_period_suffix: shift_period_suffix, **others)
  end
end

Logger.prepend(LoggerPatch) if LambdaLocal.log
