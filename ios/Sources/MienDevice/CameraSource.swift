#if canImport(AVFoundation)
import AVFoundation
import Foundation
import Mien
import MienFlow

/// The camera: gives each frame to the lens of the moment, on a thread of its own, and drops frames while one is being
/// looked at.
public final class CameraSource: NSObject, @unchecked Sendable {
    /// Which way the camera looks.
    public enum Side: Sendable {
        /// At the person.
        case front
        /// At a code.
        case back
    }

    /// For the preview layer.
    public let session = AVCaptureSession()

    private let queue = DispatchQueue(label: "org.mien.camera", qos: .userInitiated)
    // Both are used on the queue only.
    private var lens: Lens?
    private var seen: (@Sendable ([Event]) -> Void)?
    private var device: AVCaptureDevice?
    private let gyroscope: (any Gyroscope)?

    /// - Parameter gyroscope: with it, frames of a face say how the phone turned.
    public init(gyroscope: (any Gyroscope)? = nil) {
        self.gyroscope = gyroscope
    }

    /// Whether the person allows the camera; asks once.
    public static func isAllowed() async -> Bool {
        await AVCaptureDevice.requestAccess(for: .video)
    }

    /// Starts, or changes side and lens. `seen` gets what happened in each frame, on the camera's thread.
    public func start(_ side: Side, lens: Lens, seen: @escaping @Sendable ([Event]) -> Void) {
        queue.async { [self] in
            (self.lens, self.seen) = (lens, seen)
            configure(side == .front ? .front : .back)
            if side == .front { gyroscope?.start() }
            if !session.isRunning { session.startRunning() }
        }
    }

    /// Stops and forgets the lens.
    public func stop() {
        queue.async { [self] in
            (lens, seen, device) = (nil, nil, nil)
            gyroscope?.stop()
            session.stopRunning()
        }
    }

    private func configure(_ position: AVCaptureDevice.Position) {
        session.beginConfiguration()
        defer { session.commitConfiguration() }
        session.inputs.forEach(session.removeInput)
        session.outputs.forEach(session.removeOutput)
        session.sessionPreset = .vga640x480
        guard let device = AVCaptureDevice.default(.builtInWideAngleCamera, for: .video, position: position),
            let input = try? AVCaptureDeviceInput(device: device), session.canAddInput(input)
        else { return }
        session.addInput(input)
        self.device = device
        let output = AVCaptureVideoDataOutput()
        output.videoSettings = [kCVPixelBufferPixelFormatTypeKey as String: kCVPixelFormatType_420YpCbCr8BiPlanarFullRange]
        output.alwaysDiscardsLateVideoFrames = true
        output.setSampleBufferDelegate(self, queue: queue)
        guard session.canAddOutput(output) else { return }
        session.addOutput(output)
    }
}

extension CameraSource: AVCaptureVideoDataOutputSampleBufferDelegate {
    public func captureOutput(
        _ output: AVCaptureOutput, didOutput sampleBuffer: CMSampleBuffer, from connection: AVCaptureConnection
    ) {
        guard let lens, let seen, let pixels = CMSampleBufferGetImageBuffer(sampleBuffer) else { return }
        let time = CMTimeGetSeconds(CMSampleBufferGetPresentationTimeStamp(sampleBuffer))
        guard time.isFinite, time >= 0 else { return }
        CVPixelBufferLockBaseAddress(pixels, .readOnly)
        defer { CVPixelBufferUnlockBaseAddress(pixels, .readOnly) }
        guard let luma = plane(0, of: pixels), let chroma = plane(1, of: pixels) else { return }
        // The buffer of both cameras lies on its side: a quarter turn brings an upright phone's picture upright.
        seen(lens.take(.biplanar(
            luma: luma, chroma: chroma, width: CVPixelBufferGetWidth(pixels), height: CVPixelBufferGetHeight(pixels),
            rowBytes: CVPixelBufferGetBytesPerRowOfPlane(pixels, 0),
            chromaRowBytes: CVPixelBufferGetBytesPerRowOfPlane(pixels, 1),
            rotation: 90, mirrored: connection.isVideoMirrored, capturedAt: UInt64(time * 1_000_000),
            camera: origin()
        )))
    }

    /// What the camera is set to as the frame arrives, and how the phone turned since the one before.
    private func origin() -> CameraData? {
        device.map {
            CameraData(exposureSeconds: CMTimeGetSeconds($0.exposureDuration), iso: $0.iso, rotation: gyroscope?.take())
        }
    }

    /// A plane's bytes where they lie; valid while the buffer is locked.
    private func plane(_ index: Int, of pixels: CVPixelBuffer) -> Data? {
        guard let base = CVPixelBufferGetBaseAddressOfPlane(pixels, index) else { return nil }
        let count = CVPixelBufferGetBytesPerRowOfPlane(pixels, index) * CVPixelBufferGetHeightOfPlane(pixels, index)
        return Data(bytesNoCopy: base, count: count, deallocator: .none)
    }
}
#endif
