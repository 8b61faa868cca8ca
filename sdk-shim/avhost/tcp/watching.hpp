// What one connection watches, and what of it was told already. Pure.
#pragma once

#include "host/happening.hpp"
#include "tcp/words.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace avhost::tcp {

class Watching {
public:
    void add(const Target& target);
    // Takes away what `target` covers. A property alone is taken out of a device that is watched as a whole, too.
    void remove(const Target& target);

    bool covers(const std::string& device, const std::string& property) const;
    bool covers_events(const std::string& device) const; // of those watched as a whole

    // What of a happening is watched; nothing: none of it.
    std::optional<host::Happening> part_of(const host::Happening& happening) const;

private:
    std::optional<host::Happening> part(const host::Batch& batch) const;
    std::optional<host::Happening> part(const host::Snapshot& snapshot) const;
    std::optional<host::Happening> part(const host::Event& event) const;
    template <typename Other>
    std::optional<host::Happening> part(const Other&) const {
        return std::nullopt;
    }
    std::vector<dp::NamedValue> watched(const std::string& device,
                                        const std::vector<dp::NamedValue>& values) const;

    bool all_ = false;
    std::set<std::string> devices_;                            // as a whole
    std::set<std::string> left_out_;                           // devices, of all
    std::set<std::pair<std::string, std::string>> properties_; // alone
    std::set<std::pair<std::string, std::string>> without_;    // of what is watched as a whole
};

// Whether `target` is what is asked for, or a part of it.
bool is_within(const Target& target, const std::string& device, const std::string& property);

} // namespace avhost::tcp
