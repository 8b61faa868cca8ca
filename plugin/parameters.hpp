// Parameters of actions, checked against what the manifest says of them. Pure.
#pragma once

#include "dp/status.hpp"
#include "dp/value.hpp"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace plugin {

// Why parameters cannot be taken: a code, and a sentence that names action, parameter and expectation.
class ParameterError : public std::invalid_argument {
public:
    ParameterError(dp::Status status, const std::string& sentence)
        : std::invalid_argument(sentence)
        , status_(status) {}
    dp::Status status() const { return status_; }

private:
    dp::Status status_;
};

// Reads each by its name; finish() refuses what was not read. All throw ParameterError. The values are
// borrowed: they have to outlive the object.
class Parameters {
public:
    Parameters(std::string action, const std::vector<dp::NamedValue>& given);

    std::int64_t integer(const char* name, std::int64_t least, std::int64_t most,
                         std::optional<std::int64_t> otherwise = std::nullopt);
    bool boolean(const char* name);
    // At most `most` characters, some of which can be seen; without the blanks around them.
    std::string text(const char* name, std::size_t most);
    // The same as it was given. Null where it was left out.
    const std::string* optional_text(const char* name, std::size_t most);
    void finish() const;

private:
    const dp::Value* take(const char* name);
    [[noreturn]] void fail(dp::Status status, const char* name, const std::string& expected) const;

    const std::string action_;
    const std::vector<dp::NamedValue>& given_;
    std::vector<std::string> read_;
};

} // namespace plugin
