// What the host's figures are made of: hears everything that happens, and keeps what there is to be counted.
#pragma once

#include "host/happening.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace avhost {

class Observer : public host::Subscriber {
public:
    struct DeviceFigures {
        std::optional<host::HealthChange> health;
        std::uint64_t revision = 0;
        std::uint64_t batches = 0;
        std::uint64_t events = 0;
        std::map<std::string, dp::Value> values; // of all properties told so far
    };

    void on_happening(const host::Happening& happening) override;

    std::map<std::string, DeviceFigures> devices() const; // by id; any thread

private:
    void take(const host::Batch& batch);
    void take(const host::Snapshot& snapshot);
    void take(const host::HealthChange& change);
    void take(const host::Event& event);
    // Completions are for those who asked, and rules tell of themselves.
    template <typename Other>
    void take(const Other&) {}

    mutable std::mutex mutex_;
    std::map<std::string, DeviceFigures> devices_;
};

} // namespace avhost
