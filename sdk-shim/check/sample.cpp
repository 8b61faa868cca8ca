#include "check/sample.hpp"

#include <algorithm>
#include <cmath>

namespace check {

namespace {

using host::Schema;
using host::SchemaType;

bool chance(Random& random) {
    return random() % 2 == 0;
}

std::string text_of_length(std::size_t length) {
    return std::string(length, 'x');
}

bool is_needed(const Schema& schema, const std::string& name) {
    return std::ranges::find(schema.required, name) != schema.required.end();
}

std::optional<std::string> json_of(const Schema& schema, Random& random);

std::optional<std::string> object_of(const Schema& schema, Random& random) {
    std::vector<dp::NamedValue> members;
    for (const auto& [name, member] : schema.properties) {
        if (!is_needed(schema, name) && chance(random)) {
            continue;
        }
        const auto text = json_of(member, random);
        if (!text) {
            return std::nullopt;
        }
        members.push_back({name, dp::Json{*text}});
    }
    return host::write_json(members);
}

std::optional<std::string> json_of(const Schema& schema, Random& random) {
    if (schema.type == SchemaType::object) {
        return object_of(schema, random);
    }
    if (schema.type == SchemaType::array) {
        const auto item = schema.items ? json_of(*schema.items, random) : std::optional<std::string>{"1"};
        return item ? std::optional{'[' + *item + ']'} : std::nullopt;
    }
    const auto value = fitting(schema, random);
    return value ? std::optional{host::write_json(*value)} : std::nullopt;
}

constexpr double farthest = 1e15; // whole numbers are exact up to there

struct Range {
    double least;
    double most;
};

// A thousand wide where the schema leaves an end open, and with 0 in it where that can be.
Range range_of(const Schema& schema) {
    const double least = schema.minimum.value_or(schema.maximum ? std::min(0.0, *schema.maximum - 1000) : 0);
    return {least, schema.maximum.value_or(least + 1000)};
}

// Nothing where no whole number lies between the bounds.
std::optional<std::int64_t> integer_in(const Schema& schema, Random& random) {
    const auto [from, to] = range_of(schema);
    const double least = std::ceil(std::clamp(from, -farthest, farthest));
    const double most = std::floor(std::clamp(to, -farthest, farthest));
    if (most < least) {
        return std::nullopt;
    }
    const auto width = static_cast<std::uint64_t>(most - least) + 1;
    return static_cast<std::int64_t>(least) + static_cast<std::int64_t>(random() % width);
}

// Without a look at whether it fits after all.
std::optional<dp::Value> sample(const Schema& schema, Random& random) {
    if (!schema.choices.empty()) {
        return schema.choices[random() % schema.choices.size()];
    }
    switch (schema.type) {
    case SchemaType::boolean:
        return chance(random);
    case SchemaType::integer: {
        const auto value = integer_in(schema, random);
        return value ? std::optional<dp::Value>{*value} : std::nullopt;
    }
    case SchemaType::number: {
        const auto [least, most] = range_of(schema);
        return least + (most - least) * (static_cast<double>(random() % 1001) / 1000);
    }
    case SchemaType::string:
        return text_of_length(std::max<std::size_t>(schema.min_length.value_or(0), 1));
    case SchemaType::array:
    case SchemaType::object: {
        const auto json = json_of(schema, random);
        return json ? std::optional<dp::Value>{dp::Json{*json}} : std::nullopt;
    }
    case SchemaType::null:
    case SchemaType::any:
        break;
    }
    return dp::Value{};
}

} // namespace

std::optional<dp::Value> fitting(const Schema& schema, Random& random) {
    auto value = sample(schema, random);
    return value && host::violations(schema, host::to_json(*value)).empty() ? std::move(value) : std::nullopt;
}

std::optional<dp::Value> of_other_type(const Schema& schema) {
    switch (schema.type) {
    case SchemaType::any:
        return std::nullopt;
    case SchemaType::string:
        return std::int64_t{7};
    case SchemaType::boolean:
    case SchemaType::integer:
    case SchemaType::number:
        return std::string{"x"};
    case SchemaType::array:
        return dp::Json{"{}"};
    case SchemaType::object:
        return dp::Json{"[]"};
    case SchemaType::null:
        break;
    }
    return true;
}

std::optional<dp::Value> out_of_bounds(const Schema& schema) {
    if (!schema.choices.empty() && schema.type == SchemaType::string) {
        return std::string{"none of these"};
    }
    if (schema.type == SchemaType::integer || schema.type == SchemaType::number) {
        if (schema.maximum && std::abs(*schema.maximum) < farthest) {
            return static_cast<std::int64_t>(std::floor(*schema.maximum)) + 1;
        }
        if (schema.minimum && std::abs(*schema.minimum) < farthest) {
            return static_cast<std::int64_t>(std::ceil(*schema.minimum)) - 1;
        }
    }
    if (schema.type == SchemaType::string && schema.max_length) {
        return text_of_length(*schema.max_length + 1);
    }
    return std::nullopt;
}

std::optional<std::vector<dp::NamedValue>> fitting_params(const Schema& input, Random& random) {
    std::vector<dp::NamedValue> params;
    for (const auto& [name, schema] : input.properties) {
        if (!is_needed(input, name) && chance(random)) {
            continue;
        }
        auto value = fitting(schema, random);
        if (!value) {
            if (is_needed(input, name)) {
                return std::nullopt;
            }
            continue;
        }
        params.push_back({name, std::move(*value)});
    }
    return params;
}

} // namespace check
