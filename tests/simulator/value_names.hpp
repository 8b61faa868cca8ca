// The values of an enumeration with the words that requests use for them: read, told and refused by one table.
#pragma once

#include "fields.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sim {

template <class Value, std::size_t count>
using Names = std::array<std::pair<Value, const char*>, count>;

template <class Value, std::size_t count>
std::optional<Value> value_of(const Names<Value, count>& names, const std::string& text) {
    for (const auto& [value, name] : names)
        if (text == name)
            return value;
    return std::nullopt;
}

// Empty for a value that the table lacks.
template <class Value, std::size_t count>
std::string name_of(const Names<Value, count>& names, Value wanted) {
    for (const auto& [value, name] : names)
        if (value == wanted)
            return name;
    return {};
}

// In the table's order.
template <class Value, std::size_t count>
std::vector<std::string> all_names(const Names<Value, count>& names) {
    std::vector<std::string> list;
    list.reserve(count);
    for (const auto& [value, name] : names)
        list.emplace_back(name);
    return list;
}

// Nothing where the key is not there. Throws BadInput for a word that the table lacks.
template <class Value, std::size_t count>
std::optional<Value> one_of(const Fields& fields, const std::string& key, const Names<Value, count>& names) {
    const auto text = fields.one_of(key, all_names(names));
    return text ? value_of(names, *text) : std::nullopt;
}

} // namespace sim
