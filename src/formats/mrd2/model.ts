/**
 * The types of MRD 2 that a stream's schema lists, in its order. A line is a type, longer ones are indented:
 *
 *     Record: field type, field type        Alias = type         Flags: flags: base symbol=bit …
 *     Enumeration: enum: symbol symbol=value …                    Union: union: tag type, tag type
 *
 * `T?` is optional, `T*` a vector, `T[3]` an array of fixed extents, `T[x y]` one of named axes, `T[1d]` one with an
 * unnamed axis, `T[...]` one with any number of axes, `K -> V` a map. A `+` marks what version 2.2.1 added to 2.2.0.
 * Source: the schema in the streams of ISMRMRD's MRD 2 library.
 */
export const model = `
AccelerationFactorType: kspaceEncodingStep1 uint32, kspaceEncodingStep2 uint32
Acquisition: head AcquisitionHeader, data AcquisitionData, phase+ AcquisitionPhase?, trajectory TrajectoryData
Acquisition: head AcquisitionHeader, data AcquisitionData, phase+ AcquisitionPhase?, trajectory TrajectoryData
AcquisitionBucket: data Acquisition*, ref Acquisition*, datastats EncodingLimitsType*, refstats EncodingLimitsType*,
  waveforms WaveformUint32*
AcquisitionData = complexfloat32[coils samples]
AcquisitionFlags: flags: uint64 firstInEncodeStep1=0 lastInEncodeStep1=1 firstInEncodeStep2=2 lastInEncodeStep2=3
  firstInAverage=4 lastInAverage=5 firstInSlice=6 lastInSlice=7 firstInContrast=8 lastInContrast=9 firstInPhase=10
  lastInPhase=11 firstInRepetition=12 lastInRepetition=13 firstInSet=14 lastInSet=15 firstInSegment=16
  lastInSegment=17 isNoiseMeasurement=18 isParallelCalibration=19 isParallelCalibrationAndImaging=20 isReverse=21
  isNavigationData=22 isPhasecorrData=23 lastInMeasurement=24 isHpfeedbackData=25 isDummyscanData=26
  isRtfeedbackData=27 isSurfacecoilcorrectionscanData=28 isPhaseStabilizationReference=29 isPhaseStabilization=30
AcquisitionHeader: flags AcquisitionFlags, idx EncodingCounters, measurementUid uint32, scanCounter uint32?,
  acquisitionCenterFrequency+ uint64?, acquisitionTimeStampNs uint64?, physiologyTimeStampNs uint64*, channelOrder
  uint32*, discardPre uint32?, discardPost uint32?, centerSample uint32?, encodingSpaceRef uint32?, sampleTimeNs
  uint64?, position float32[3], readDir float32[3], phaseDir float32[3], sliceDir float32[3], patientTablePosition
  float32[3], userInt int32*, userFloat float32*
AcquisitionPhase+ = float32[samples]
AcquisitionPrototype+: head AcquisitionHeader, dataSampleCounts uint32[1d]
AcquisitionSystemInformationType: systemVendor string?, systemModel string?, systemFieldStrengthT float32?,
  relativeReceiverNoiseBandwidth float32?, receiverChannels uint32?, coilLabel CoilLabelType*, institutionName
  string?, stationName string?, deviceID string?, deviceSerialNumber string?
Array<T> = T[...]
ArrayComplexFloat = Array<complexfloat32>
Calibration: enum: separable2D full3D other
CalibrationMode: enum: noacceleration embedded interleaved separate external other
CoilLabelType: coilNumber uint32, coilName string
DiffusionDimension: enum: average contrast phase repetition set segment user0 user1 user2 user3 user4 user5 user6 user7
DiffusionType: gradientDirection GradientDirectionType, bvalue float32
EncodingCounters: kspaceEncodeStep1 uint32?, kspaceEncodeStep2 uint32?, average uint32?, slice uint32?, contrast
  uint32?, phase uint32?, repetition uint32?, set uint32?, segment uint32?, user uint32*
EncodingLimitsType: kspaceEncodingStep0 LimitType?, kspaceEncodingStep1 LimitType?, kspaceEncodingStep2 LimitType?,
  average LimitType?, slice LimitType?, contrast LimitType?, phase LimitType?, repetition LimitType?, set LimitType?,
  segment LimitType?, user0 LimitType?, user1 LimitType?, user2 LimitType?, user3 LimitType?, user4 LimitType?, user5
  LimitType?, user6 LimitType?, user7 LimitType?
EncodingSpaceType: matrixSize MatrixSizeType, fieldOfViewMm FieldOfViewMm
EncodingType: encodedSpace EncodingSpaceType, reconSpace EncodingSpaceType, encodingLimits EncodingLimitsType,
  trajectory Trajectory, trajectoryDescription TrajectoryDescriptionType?, parallelImaging ParallelImagingType?,
  echoTrainLength int64?
ExperimentalConditionsType: h1resonanceFrequencyHz int64
FieldOfViewMm: x float32, y float32, z float32
GradientDirectionType: rl float32, ap float32, fh float32
Header: version int64?, subjectInformation SubjectInformationType?, studyInformation StudyInformationType?,
  measurementInformation MeasurementInformationType?, acquisitionSystemInformation AcquisitionSystemInformationType?,
  experimentalConditions ExperimentalConditionsType, encoding EncodingType*, sequenceParameters
  SequenceParametersType?, userParameters UserParametersType?, waveformInformation WaveformInformationType*
Image<T>: head ImageHeader, data ImageData<T>, meta ImageMeta
ImageArray: data complexfloat32[loc s n channel z y x], headers ImageHeader[loc s n], meta ImageMeta[loc s n],
  waveforms WaveformUint32*
ImageComplexDouble = Image<complexfloat64>
ImageComplexFloat = Image<complexfloat32>
ImageData<Y> = Y[channel z y x]
ImageDouble = Image<float64>
ImageFlags: flags: uint64 isNavigationData=0 firstInAverage=4 lastInAverage=5 firstInSlice=6 lastInSlice=7
  firstInContrast=8 lastInContrast=9 firstInPhase=10 lastInPhase=11 firstInRepetition=12 lastInRepetition=13
  firstInSet=14 lastInSet=15
ImageFloat = Image<float32>
ImageHeader: flags ImageFlags, measurementUid uint32, fieldOfView float32[3], position float32[3], colDir float32[3],
  lineDir float32[3], sliceDir float32[3], patientTablePosition float32[3], average uint32?, slice uint32?, contrast
  uint32?, phase uint32?, repetition uint32?, set uint32?, acquisitionTimeStampNs uint64?, physiologyTimeStampNs
  uint64*, imageType ImageType, imageIndex uint32?, imageSeriesIndex uint32?, userInt int32*, userFloat float32*
ImageInt16 = Image<int16>
ImageInt32 = Image<int32>
ImageMeta = string -> ImageMetaValue*
ImageMetaValue: union: string string, int64 int64, float64 float64
ImageType: enum: magnitude=1 phase=2 real=3 imag=4 complex=5
ImageUint16 = Image<uint16>
ImageUint32 = Image<uint32>
InterleavingDimension: enum: phase repetition contrast average other
LimitType: minimum uint32, maximum uint32, center uint32
MatrixSizeType: x uint32, y uint32, z uint32
MeasurementDependencyType: dependencyType string, measurementID string
MeasurementInformationType: measurementID string?, seriesDate date?, seriesTime time?, patientPosition
  PatientPosition, relativeTablePosition ThreeDimensionalFloat?, initialSeriesNumber int64?, protocolName string?,
  sequenceName string?, seriesDescription string?, measurementDependency MeasurementDependencyType*,
  seriesInstanceUIDRoot string?, frameOfReferenceUID string?, referencedImageSequence ReferencedImageSequenceType?
MultibandSpacingType: dZ float32*
MultibandType: spacing MultibandSpacingType*, deltaKz float32, multibandFactor uint32, calibration Calibration,
  calibrationEncoding uint64
ParallelImagingType: accelerationFactor AccelerationFactorType, calibrationMode CalibrationMode?,
  interleavingDimension InterleavingDimension?, multiband MultibandType?
PatientGender: enum: m f o
PatientPosition: enum: hFP hFS hFDR hFDL fFP fFS fFDR fFDL
PulseqADCEvent+: id int32, num uint64, dwell float32, delay uint64, freqPPM float64, phasePPM float64, freq float64,
  phase float64, phaseShapeId int32
PulseqArbitraryGradient+: id int32, amp float64, first float64, last float64, shapeId int32, timeId int32, delay
  uint64
PulseqBlock+: id int32, duration uint64, rf int32, gx int32, gy int32, gz int32, adc int32, ext int32
PulseqDefinitions+: gradientRasterTime float64, radiofrequencyRasterTime float64, adcRasterTime float64,
  blockDurationRaster float64, name string?, fov ThreeDimensionalFloat?, totalDuration float64?, custom string ->
  string
PulseqRFEvent+: id int32, amp float64, magId int32, phaseId int32, timeId int32, center float64, delay uint64, freqPPM
  float64, phasePPM float64, freqOffset float64, phaseOffset float64, use RFPulseUse
PulseqShape+: id int32, numSamples uint64, data float64[1d]
PulseqTrapezoidalGradient+: id int32, amp float64, rise uint64, flat uint64, fall uint64, delay uint64
RFPulseUse+: enum: undefined excitation refocusing inversion saturation preparation other
ReconAssembly: data ReconBuffer, ref ReconBuffer?
ReconBuffer: data complexfloat32[loc s n chan e2 e1 e0], trajectory float32[loc s n e2 e1 basis samples], density
  float32[loc s n e2 e1 e0]?, headers AcquisitionHeader[loc s n e2 e1], sampling SamplingDescription
ReconData: buffers ReconAssembly*
ReferencedImageSequenceType: referencedSOPInstanceUID string*
SamplingDescription: encodedFOV FieldOfViewMm, reconFOV FieldOfViewMm, encodedMatrix MatrixSizeType, reconMatrix
  MatrixSizeType, samplingLimits SamplingLimits
SamplingLimits: kspaceEncodingStep0 LimitType, kspaceEncodingStep1 LimitType, kspaceEncodingStep2 LimitType
SequenceParametersType: tR float32*, tE float32*, tI float32*, flipAngleDeg float32*, sequenceType string?,
  echoSpacing float32*, diffusionDimension DiffusionDimension?, diffusion DiffusionType*, diffusionScheme string?
StreamItem: union: acquisition Acquisition, acquisitionPrototype+ AcquisitionPrototype, waveformUint32 WaveformUint32,
  imageUint16 ImageUint16, imageInt16 ImageInt16, imageUint32 ImageUint32, imageInt32 ImageInt32, imageFloat
  ImageFloat, imageDouble ImageDouble, imageComplexFloat ImageComplexFloat, imageComplexDouble ImageComplexDouble,
  acquisitionBucket AcquisitionBucket, reconData ReconData, arrayComplexFloat ArrayComplexFloat, imageArray
  ImageArray, pulseqDefinitions+ PulseqDefinitions, pulseqBlocks+ PulseqBlock*, pulseqRfEvent+ PulseqRFEvent,
  pulseqArbitraryGradient+ PulseqArbitraryGradient, pulseqTrapezoidalGradient+ PulseqTrapezoidalGradient,
  pulseqAdcEvent+ PulseqADCEvent, pulseqShape+ PulseqShape
StudyInformationType: studyDate date?, studyTime time?, studyID string?, accessionNumber int64?,
  referringPhysicianName string?, studyDescription string?, studyInstanceUID string?, bodyPartExamined string?
SubjectInformationType: patientName string?, patientWeightKg float32?, patientHeightM float32?, patientID string?,
  patientBirthdate date?, patientGender PatientGender?
ThreeDimensionalFloat: x float32, y float32, z float32
Trajectory: enum: cartesian epi radial goldenangle spiral other
TrajectoryData = float32[basis samples]
TrajectoryDescriptionType: identifier string, userParameterLong UserParameterLongType*, userParameterDouble
  UserParameterDoubleType*, userParameterString UserParameterStringType*, comment string?
UserParameterBase64Type: name string, value string
UserParameterDoubleType: name string, value float64
UserParameterLongType: name string, value int64
UserParameterStringType: name string, value string
UserParametersType: userParameterLong UserParameterLongType*, userParameterDouble UserParameterDoubleType*,
  userParameterString UserParameterStringType*, userParameterBase64 UserParameterBase64Type*
Waveform<T>: flags uint64, measurementUid uint32, scanCounter uint32, timeStampNs uint64, sampleTimeNs uint64,
  waveformId uint32, data WaveformSamples<T>
WaveformInformationType: waveformName string, waveformType WaveformType, userParameters UserParametersType
WaveformSamples<T> = T[channels samples]
WaveformType: enum: ecg pulse respiratory trigger gradientwaveform other
WaveformUint32 = Waveform<uint32>
WaveformUint32 = Waveform<uint32>
`;
