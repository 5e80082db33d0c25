version=$(ruby -e 'print RUBY_VERSION[/\d+\.\d+/]').0
gems=layer/ruby/gems/$version
mkdir -p layer/ruby/lib "$gems/gems/in_a_gem-1.0/lib" "$gems/specifications"
echo "BESIDE = 'beside'" >layer/ruby/lib/beside.rb
echo "IN_A_GEM = 'in a gem'" >"$gems/gems/in_a_gem-1.0/lib/in_a_gem.rb"
cat >"$gems/specifications/in_a_gem-1.0.gemspec" <<'SPECIFICATION'
Gem::Specification.new do |gem|
  gem.name = 'in_a_gem'
  gem.version = '1.0'
  gem.summary = 'a gem of a layer'
  gem.authors = ['tests']
  gem.files = ['lib/in_a_gem.rb']
  gem.require_paths = ['lib']
end
SPECIFICATION
