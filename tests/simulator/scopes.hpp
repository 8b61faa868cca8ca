// The names of scopes and what they mean to a person. Pure.
#pragma once

#include <string>
#include <vector>

namespace sim {

// Of a list separated by spaces, each once, in the order given.
std::vector<std::string> parse_scopes(const std::string& text);
std::string scope_text(const std::vector<std::string>& scopes);
bool has_scope(const std::string& text, const std::string& wanted);

bool is_scope(const std::string& name);
// "See what is playing"; empty for names that are no scope.
std::string scope_in_words(const std::string& name);

} // namespace sim
