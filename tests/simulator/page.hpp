// The Web API's pages: a part of a list, with the addresses of the parts beside it.
#pragma once

#include "json.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace sim {

struct PageRange {
    std::size_t offset = 0;
    std::size_t limit = 20;
};

// `address` is without a query; `more` stands behind offset and limit in every address ("&type=track").
json::Object::Ptr page_json(const std::string& address, const PageRange& range,
                            const std::vector<json::Var>& all, const std::string& more = "");

} // namespace sim
