// What the host offers to one instance of a plugin: the dp_host table over stores and log.
#pragma once

#include "device_plugin.h"
#include "host/file_store.hpp"
#include "host/log.hpp"

#include <memory>
#include <string>

namespace host {
class Services;
}

struct dp_host_handle {
    host::Services* services;
};

namespace host {

class Services {
public:
    // `plugin` is the name that logs show.
    Services(std::string plugin, std::string version, std::shared_ptr<FileStore> secrets,
             std::shared_ptr<FileStore> state, Log log);
    Services(const Services&) = delete;
    Services& operator=(const Services&) = delete;

    // Valid as long as this object.
    const dp_host& table() const { return table_; }

    // Any thread. Never throws.
    void log(dp::LogLevel level, std::string_view category, std::string_view text) const;

    FileStore& secrets() { return *secrets_; }
    FileStore& state() { return *state_; }

private:
    const std::string plugin_;
    const std::string version_;
    const std::shared_ptr<FileStore> secrets_;
    const std::shared_ptr<FileStore> state_;
    const Log log_;
    dp_host_handle handle_;
    dp_host table_{};
};

} // namespace host
