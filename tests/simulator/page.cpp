#include "page.hpp"

#include <algorithm>

namespace sim {

json::Object::Ptr page_json(const std::string& address, const PageRange& range,
                            const std::vector<json::Var>& all, const std::string& more) {
    const auto part = [&](std::size_t offset) {
        return address + "?offset=" + std::to_string(offset) + "&limit=" + std::to_string(range.limit) + more;
    };
    const std::size_t first = std::min(range.offset, all.size());
    const std::size_t last = std::min(first + range.limit, all.size());
    auto items = json::array();
    for (std::size_t index = first; index < last; ++index)
        items->add(all[index]);
    const std::size_t before = range.offset - std::min(range.offset, range.limit);
    return json::object({{"href", part(range.offset)},
                         {"limit", range.limit},
                         {"next", last < all.size() ? json::Var(part(last)) : json::null()},
                         {"offset", range.offset},
                         {"previous", range.offset > 0 ? json::Var(part(before)) : json::null()},
                         {"total", all.size()},
                         {"items", items}});
}

} // namespace sim
