/// Tools: events for Flight Recorder, where the JDK has that.
///
/// [jasyncio.internal.jfr.FlightRecording] is the only class that loads without the module
/// `jdk.jfr`; the others are loaded once there is a recording.
package jasyncio.internal.jfr;
