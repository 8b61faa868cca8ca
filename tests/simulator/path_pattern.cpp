#include "path_pattern.hpp"

namespace sim {

bool leads_to(std::string_view path, std::string_view pattern) {
    constexpr std::string_view placeholder = "{id}";
    const std::size_t open = pattern.find(placeholder);
    if (open == std::string_view::npos)
        return path == pattern;
    const std::string_view before = pattern.substr(0, open);
    const std::string_view after = pattern.substr(open + placeholder.size());
    if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after))
        return false;
    const std::size_t length = path.size() - before.size() - after.size();
    return path.substr(before.size(), length).find('/') == std::string_view::npos;
}

} // namespace sim
