// For plugin authors: where one device reports, with owned values in place of raw ones. The caller keeps the
// rules of [serial]: one call at a time, in order, no lock held.
#pragma once

#include "dp/status.hpp"
#include "dp/value.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace dp {

// Whether the structs of create() can be read at all: long enough for what abi_minor 0 has, and filled.
inline bool is_whole(const dp_device_options* options) {
    if (options == nullptr || !DP_HAS(options, callbacks)) {
        return false;
    }
    const auto* callbacks = options->callbacks;
    return DP_HAS(callbacks, properties_changed) && DP_HAS(callbacks, event) &&
           DP_HAS(callbacks, health_changed) && DP_HAS(callbacks, completed);
}

// A value: copies report to the same device. Valid as long as the host's table is, until destroy().
class Reporter {
public:
    // is_whole(&options)
    explicit Reporter(const dp_device_options& options)
        : handle_(options.handle)
        , callbacks_(options.callbacks) {}

    void properties_changed(std::uint64_t revision, const std::vector<NamedValue>& changed) const {
        const auto raw = borrow(changed);
        callbacks_->properties_changed(handle_, revision, raw.data(), static_cast<std::uint32_t>(raw.size()));
    }
    void event(std::string_view name, const std::vector<NamedValue>& data) const {
        const auto raw = borrow(data);
        callbacks_->event(handle_, borrow(name), raw.data(), static_cast<std::uint32_t>(raw.size()));
    }
    void health_changed(Health health, std::string_view cause, std::string_view text) const {
        callbacks_->health_changed(handle_, static_cast<std::int32_t>(health), borrow(cause), borrow(text));
    }
    void completed(std::uint64_t token, const Outcome& outcome, const Value& result = {}) const {
        const dp_value raw = borrow(result);
        callbacks_->completed(handle_, token, static_cast<std::int32_t>(outcome.status), borrow(outcome.text),
                              &raw);
    }

private:
    dp_device_handle* handle_;
    const dp_device_callbacks* callbacks_;
};

} // namespace dp
