# The same handler for lambdalocal and, as a program with the event as its argument, for a bare ruby.
def handler(event:, context:) = { 'hello' => event['name'] }

if $PROGRAM_NAME == __FILE__
  require 'json'
  puts JSON.generate(handler(event: JSON.parse(ARGV.fetch(0)), context: nil))
end
