// A plugin on the bench: its library, its manifest, surroundings to work in, and a place for every complaint
// of the checking proxy.
#pragma once

#include "check/memory_host.hpp"
#include "check/recorder.hpp"
#include "check/sample.hpp"
#include "check/service.hpp"
#include "check/test.hpp"
#include "host/checking/checked_device.hpp"
#include "host/library.hpp"
#include "host/manifest.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace check {

// What the proxy complained of. Thread-safe.
class ComplaintBook {
public:
    host::Complain writer();
    std::vector<host::Complaint> of_plugin(std::string_view rule) const;
    // The same, waiting for the first one; empty when none comes in that time.
    std::vector<host::Complaint> of_plugin(std::string_view rule, std::chrono::milliseconds time) const;

private:
    std::vector<host::Complaint> found(std::string_view rule) const; // with the lock held

    mutable std::mutex mutex_;
    mutable std::condition_variable news_;
    std::vector<host::Complaint> complaints_;
};

class Bench {
public:
    enum class Wants {
        code,   // the library alone
        device, // a config that fits as well: else the test is skipped
        silent  // a server that never answers: else the test is skipped
    };

    // Throws Skip where what is wanted is not to be had.
    Bench(const Context& context, Wants wants);

    const Context& context() const { return context_; }
    const host::Manifest& manifest() const { return *manifest_; }
    const std::shared_ptr<const host::Manifest>& manifest_pointer() const { return manifest_; }
    const dp_plugin& table() const { return library_->table(); }
    const std::filesystem::path& file() const { return file_; }
    const std::string& config() const { return config_; } // what is wanted, or "{}"
    const SilentListener& silent() const { return surroundings_->silent(); }
    Random& random() { return random_; }
    ComplaintBook& book() { return book_; }

    // One that can be written; nothing when there is none to be had.
    std::optional<dp::Value> value_for(const host::PropertySpec& property);

    void unload() { library_.reset(); } // table() is not to be had after it

    // A key of the manifest with its {name}s filled in: from the config, else as the profile's secrets have it,
    // else with the device's id.
    std::string key_of(const std::string& form) const;
    // The profile's secrets, put into the store of the next instance.
    void put_secrets(MemoryHost& into);

    // The profile's parameters for the action, else some that fit; nothing when there are none to be had.
    std::optional<std::vector<dp::NamedValue>> params_for(const host::ActionSpec& action);
    // Actions that params_for() knows parameters for.
    struct Call {
        const host::ActionSpec* action;
        std::vector<dp::NamedValue> params;
    };
    std::vector<Call> calls();
    // Throws Skip where there are actions of which calls() knows nothing, and names them.
    void expect_all_known();

    // Throws Failure when the proxy complained of this rule.
    void expect_no_complaint(std::string_view rule) const;
    // The same of each rule that calls from many threads, or from inside calls, may break.
    void expect_orderly() const;

private:
    const Context& context_;
    std::filesystem::path file_;
    std::shared_ptr<const host::Manifest> manifest_;
    std::optional<host::Library> library_;
    std::optional<Surroundings> surroundings_;
    std::string config_ = "{}";
    Names names_;
    bool silent_ = false;
    std::size_t instances_ = 0;
    Random random_;
    ComplaintBook book_;
};

// An instance and one device behind the checking proxy, on stores of their own.
class Rig {
public:
    explicit Rig(Bench& bench, MemoryHost::Stores stores = MemoryHost::Stores::good);

    MemoryHost& host() { return host_; }
    Recorder& recorder() { return recorder_; }
    host::CheckedDevice& device() { return *device_; }
    host::CheckedInstance& instance() { return *instance_; }
    dp_device* handle() { return device_->handle(); }

    void start();             // Failure when it is refused or no health comes
    void start_until_ready(); // waits for health ready as well
    void stop();              // Failure when it is refused
    void end_device() { device_.reset(); }
    void end(); // device, then instance; complaints of later calls are still taken

    std::uint64_t next_token() { return ++last_token_; }
    // The device's functions, with a note of what they say: see said().
    dp::Outcome invoke(std::string_view action, const std::vector<dp::NamedValue>& params);
    dp::Outcome write(std::string_view property, const dp::Value& value);
    void snapshot();
    // Sentences of refusals, and snapshots.
    std::vector<std::string> said() const;
    // Every call once, by invoke(); how many were accepted.
    std::size_t invoke_all(const std::vector<Bench::Call>& calls);
    // The life of a device with everything in it: started, asked for everything, watched, stopped, started
    // again, ended.
    void exercise();

private:
    void note(std::string text);

    Bench& bench_;
    MemoryHost host_;
    mutable std::mutex mutex_; // of said_
    std::vector<std::string> said_;
    Recorder recorder_;
    std::shared_ptr<host::CheckedServices> services_; // kept to hear of late calls
    std::optional<host::CheckedInstance> instance_;
    std::optional<host::CheckedDevice> device_;
    std::atomic<std::uint64_t> last_token_{0};
};

} // namespace check
