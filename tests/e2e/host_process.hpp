// avhost as a process that speaks JSON lines, on a site that lies in a folder of its own.
#pragma once

#include "process.hpp"
#include "simulator.hpp"
#include "temp_dir.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <Poco/Dynamic/Var.h>
#include <Poco/JSON/Object.h>

namespace e2e {

using Object = Poco::JSON::Object;
using Var = Poco::Dynamic::Var;

// Far beyond anything that is waited for: only a fault gets there.
constexpr std::chrono::seconds patience{30};

// Asks again and again until it holds; false when it does not in all that time.
bool eventually(const std::function<bool()>& holds);

// The config of a Spotify device on that simulator, as JSON. `ca_file` empty: the simulator's own.
std::string spotify_config(const test::Simulator& simulator, const std::string& client_id,
                           const std::string& account, const std::string& ca_file = "");

// A site with a Spotify device "lobby", a contact "door" and the rule "contact closes, pause".
std::string lobby_site(const std::string& config);

// A folder with site.json and the host's state, which outlives the host: a restart is a second HostProcess on
// it.
class SiteFolder {
public:
    explicit SiteFolder(const std::string& site);
    std::string site_file() const;
    std::string state() const;
    // avhost secret put: the value goes through stdin.
    void put_secret(const std::string& key, const std::string& value) const;

private:
    test::TempDir folder_;
};

class HostProcess {
public:
    explicit HostProcess(const SiteFolder& folder, const std::string& plugins = PLUGINS);
    // Fails the test when the host's checking proxy had a complaint.
    ~HostProcess();

    void send(const std::string& line) { process_.write_line(line); }

    // Reads lines until one pleases; all are remembered. Null when none does in time.
    using Pleases = std::function<bool(const Object&)>;
    Object::Ptr wait(const Pleases& pleases);

    // Until the folded properties of `device` have this value; a value that is there already does.
    bool wait_property(const std::string& device, const std::string& name, const Var& value);
    Object::Ptr wait_event(const std::string& device, const std::string& name);
    Object::Ptr wait_completed(int token);
    bool wait_health(const std::string& device, const std::string& health);

    // The properties of a device as all batches so far, folded.
    Var property(const std::string& device, const std::string& name) const;

    const std::vector<std::string>& lines() const { return lines_; }
    test::Process& process() { return process_; }

    // Ends it by a quit line; gives the exit status. Reads what still comes.
    std::optional<int> quit();

private:
    Object::Ptr take(const std::string& line);

    test::Process process_;
    std::vector<std::string> lines_;
    std::map<std::string, std::map<std::string, Var>> properties_;
    std::map<std::string, std::string> health_;
};

} // namespace e2e
