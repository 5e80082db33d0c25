# frozen_string_literal: true

# AWS's client has net/http, logger, time and stringio loaded when a function begins, and functions use them without a require. Here each
# is loaded when it is used first.

autoload :Logger, 'logger'
autoload :StringIO, 'stringio'
autoload :URI, 'uri'
autoload :Timeout, 'timeout'

module Kernel
  private

  def URI(text)
    Kernel.send(:remove_method, :URI)
    require 'uri'
    URI(text)
  end
end

# Here as well: reopening a class that is not loaded yet would hide the autoload of what is in it.
module Net
  autoload :HTTP, 'net/http'
  autoload :BufferedIO, 'net/protocol'
end

# The methods that `require 'time'` brings.
class Time
  late = lambda do |target, name|
    target.define_method(name) do |*arguments, **options, &block|
      LambdaLocal.load_time
      options.empty? ? __send__(name, *arguments, &block) : __send__(name, *arguments, **options, &block)
    end
  end
  %i[parse strptime rfc2822 rfc822 httpdate xmlschema iso8601 zone_offset].each { |name| late.call(singleton_class, name) }
  %i[rfc2822 rfc822 httpdate xmlschema iso8601].each { |name| late.call(self, name) unless method_defined?(name) }
end

module LambdaLocal
  # The stubs go first: a method of Ruby's that is defined again would be warned of.
  def self.load_time
    stubs = [Time.singleton_class, Time]
    stubs.each do |owner|
      owner.instance_methods(false).each do |name|
        owner.send(:remove_method, name) if owner.instance_method(name).source_location&.first == __FILE__
      end
    end
    require 'time'
  end
end
