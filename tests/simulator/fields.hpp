// Reads a JSON object that a person or a test wrote, and says in a sentence which key is wrong and what was
// expected.
#pragma once

#include "json.hpp"
#include "millis.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace sim {

// The sentence for the 400.
struct BadInput : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Fields {
public:
    // An empty text is an empty object.
    explicit Fields(const std::string& text);
    explicit Fields(json::Object::Ptr object)
        : object_(std::move(object)) {}

    // Refuses keys that are not listed: a misspelt key would otherwise do nothing.
    void allow_only(const std::vector<std::string>& keys) const;

    bool has(const std::string& key) const { return object_->has(key); }
    bool is_null(const std::string& key) const { return object_->has(key) && object_->isNull(key); }

    // Nothing when the key is absent.
    std::optional<bool> boolean(const std::string& key) const;
    std::optional<std::int64_t> integer(const std::string& key, std::int64_t lowest,
                                        std::int64_t highest) const;
    std::optional<std::string> text(const std::string& key) const;
    std::optional<std::string> one_of(const std::string& key, const std::vector<std::string>& choices) const;
    std::optional<MillisRange> range(const std::string& key) const; // [lowest, highest]
    json::Object::Ptr object(const std::string& key) const;         // null when absent
    json::Array::Ptr array(const std::string& key) const;           // null when absent
    json::Var value(const std::string& key) const { return object_->get(key); }

    std::string required_text(const std::string& key) const; // and not empty

private:
    json::Object::Ptr object_;
};

} // namespace sim
