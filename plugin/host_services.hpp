// The host's services of one instance as the doors that the session knows.
#pragma once

#include "base/stores.hpp"
#include "dp/host.hpp"

#include <string_view>

namespace plugin {

// Thread-safe, as the host's functions are. `host` is borrowed until the instance's deinit.
class HostServices {
public:
    explicit HostServices(const dp_host& host)
        : secrets_(host)
        , state_(host)
        , host_(host) {}
    HostServices(const HostServices&) = delete;
    HostServices& operator=(const HostServices&) = delete;

    void log(dp::LogLevel level, std::string_view category, std::string_view text) const {
        host_.log(level, category, text);
    }
    spotify::SecretStore& secrets() { return secrets_; }
    spotify::StateStore& state() { return state_; }

private:
    class Secrets final : public spotify::SecretStore {
    public:
        explicit Secrets(const dp_host& host)
            : host_(host) {}
        std::optional<spotify::Secret> get(const std::string& key) override;
        void put(const std::string& key, const spotify::Secret& value) override;
        void remove(const std::string& key) override;
        std::unique_ptr<Lock> lock(const std::string& key, std::chrono::milliseconds most) override;

    private:
        const dp::Host host_;
    };

    class State final : public spotify::StateStore {
    public:
        explicit State(const dp_host& host)
            : host_(host) {}
        std::optional<std::string> get(const std::string& key) override;
        void put(const std::string& key, const std::string& value) override;
        void remove(const std::string& key) override;

    private:
        const dp::Host host_;
    };

    Secrets secrets_;
    State state_;
    const dp::Host host_;
};

} // namespace plugin
