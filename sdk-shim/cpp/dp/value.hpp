// A value of the plugin ABI that owns what it holds: compare it, copy it, keep it. The conversions to and
// from the borrowed C form are here, so that nobody else touches the raw union.
#pragma once

#include "device_plugin.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace dp {

// One complete JSON text (RFC 8259): an array or an object, opaque to the ABI.
struct Json {
    std::string text;
    bool operator==(const Json&) const = default;
};

// Null (std::monostate) means "not known". The order of the alternatives is that of DP_TYPE_...
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, Json>;

struct NamedValue {
    std::string name;
    Value value;
    bool operator==(const NamedValue&) const = default;
};

// Whether there is something to read where a text, or a text inside, says so. Asked of what comes from the
// other side before anything else here is called with it.
inline bool is_sound(dp_string text) {
    return text.data != nullptr || text.size == 0;
}
inline bool is_sound(const dp_value& value) {
    return (value.type != DP_TYPE_STRING && value.type != DP_TYPE_JSON) || is_sound(value.as.string);
}
inline bool is_sound(const dp_named_value* values, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) {
        if (values == nullptr || !is_sound(values[i].name) || !is_sound(values[i].value)) {
            return false;
        }
    }
    return true;
}

inline std::string_view view(dp_string text) {
    return text.data == nullptr ? std::string_view{}
                                : std::string_view{text.data, static_cast<std::size_t>(text.size)};
}

// Borrows: valid as long as `text` is.
inline dp_string borrow(std::string_view text) {
    return dp_string{text.data(), text.size()};
}
inline dp_string borrow(const std::string& text) {
    return dp_string{text.data(), text.size()};
}
inline dp_string borrow(const char* text) {
    return borrow(std::string_view{text});
}

// Borrows the strings inside `value`.
inline dp_value borrow(const Value& value) {
    dp_value raw{};
    raw.type = static_cast<std::int32_t>(value.index());
    if (const auto* boolean = std::get_if<bool>(&value)) {
        raw.as.boolean = *boolean ? 1 : 0;
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        raw.as.integer = *integer;
    } else if (const auto* number = std::get_if<double>(&value)) {
        raw.as.number = *number;
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        raw.as.string = borrow(std::string_view{*text});
    } else if (const auto* json = std::get_if<Json>(&value)) {
        raw.as.string = borrow(std::string_view{json->text});
    }
    return raw;
}

// Borrows names and strings of `values`.
inline std::vector<dp_named_value> borrow(const std::vector<NamedValue>& values) {
    std::vector<dp_named_value> raw;
    raw.reserve(values.size());
    for (const auto& [name, value] : values) {
        raw.push_back(dp_named_value{borrow(std::string_view{name}), borrow(value)});
    }
    return raw;
}

// Copies. A type that is not known here becomes null, as the ABI asks.
inline Value own(const dp_value& raw) {
    switch (raw.type) {
    case DP_TYPE_BOOL:
        return raw.as.boolean != 0;
    case DP_TYPE_INT:
        return raw.as.integer;
    case DP_TYPE_DOUBLE:
        return raw.as.number;
    case DP_TYPE_STRING:
        return std::string{view(raw.as.string)};
    case DP_TYPE_JSON:
        return Json{std::string{view(raw.as.string)}};
    default:
        return std::monostate{};
    }
}

// Borrowed values as they come through the door; null with a count counts as none.
inline std::span<const dp_named_value> span(const dp_named_value* values, std::uint32_t count) {
    return values == nullptr ? std::span<const dp_named_value>{} : std::span{values, count};
}

inline std::vector<NamedValue> own(std::span<const dp_named_value> values) {
    std::vector<NamedValue> owned;
    owned.reserve(values.size());
    for (const auto& [name, value] : values) {
        owned.push_back(NamedValue{std::string{view(name)}, own(value)});
    }
    return owned;
}

inline std::vector<NamedValue> own(const dp_named_value* values, std::uint32_t count) {
    return own(span(values, count));
}

// A sink that collects into a std::string; hand &sink.raw to the C function.
class TextSink {
public:
    TextSink()
        : raw{this, [](void* self, dp_string text) { static_cast<TextSink*>(self)->text_ = view(text); }} {}
    TextSink(const TextSink&) = delete;
    TextSink& operator=(const TextSink&) = delete;

    const std::string& text() const { return text_; }
    dp_text_sink raw;

private:
    std::string text_;
};

// What snapshot() gives: all properties, as they were at one revision.
struct Snapshot {
    std::uint64_t revision = 0;
    std::vector<NamedValue> values;
    bool operator==(const Snapshot&) const = default;
};

// Writes to a sink that may be absent.
inline void tell(const dp_text_sink* sink, std::string_view text) {
    if (sink != nullptr && sink->write != nullptr) {
        sink->write(sink->context, borrow(text));
    }
}

} // namespace dp
